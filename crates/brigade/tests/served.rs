//! Where and for how long operations run when clients come over sockets: they leave, they are too many, they are slow.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]
#![expect(clippy::disallowed_methods, reason = "servers and clients of tests are threads")]

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use brigade::{
    App, Cancel, ClientAddress, ClientScheme, HttpError, Request, ServerOptions, TrustedProxies, get, post, routes,
};
use tokio::sync::Semaphore;

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves `app` for as long as the tests run.
fn serve(app: App) -> SocketAddr {
    serve_behind(app, TrustedProxies::none())
}

fn serve_behind(app: App, trusted_proxies: TrustedProxies) -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let (port, workers) = (free.port(), Some(1));
    let options = ServerOptions { port, workers, access_log: false, trusted_proxies, ..ServerOptions::default() };
    thread::spawn(move || app.serve(options).unwrap());
    let since = Instant::now();
    while TcpStream::connect(free).is_err() {
        assert!(since.elapsed() < PATIENCE);
        thread::yield_now();
    }
    free
}

/// Sends the head of a request whose body, if any, never follows.
fn send(address: SocketAddr, line: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!("{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    // A refused client is disconnected while it could still send its body.
    drop(stream.read_to_string(&mut answer));
    answer
}

/// Where operations say what they have come to.
#[derive(Clone)]
struct Events(mpsc::Sender<&'static str>);

#[post("/compute")]
fn compute(cancel: Cancel, #[state] events: Events) -> Result<u8, HttpError> {
    events.0.send("began").unwrap();
    loop {
        cancel.check().inspect_err(|_| events.0.send("cancelled").unwrap())?;
        thread::yield_now();
    }
}

#[post("/finish", detach)]
async fn finish(#[state] gate: Arc<Semaphore>, #[state] events: Events) -> u8 {
    events.0.send("began").unwrap();
    gate.acquire().await.unwrap().forget();
    events.0.send("finished").unwrap();
    1
}

#[test]
fn a_client_that_hangs_up_ends_what_asks_and_not_what_is_detached() {
    let (sender, events) = mpsc::channel();
    let gate = Arc::new(Semaphore::new(0));
    let app = App::new("Leaving").state(Events(sender)).state(gate.clone()).routes(routes![compute, finish]);
    let address = serve(app);
    let expect = |event| assert_eq!(events.recv_timeout(PATIENCE).expect("it happens"), event);

    let computing = send(address, "POST /compute", 0);
    expect("began");
    drop(computing);
    expect("cancelled");

    let finishing = send(address, "POST /finish", 0);
    expect("began");
    drop(finishing);
    gate.add_permits(1);
    expect("finished");
}

#[post("/wait", deadline = "200ms", max_running = 1)]
fn wait(#[body] text: Option<String>) -> usize {
    thread::sleep(Duration::from_millis(30));
    text.map_or(0, |text| text.len())
}

#[get("/health", run = "inline", priority = "critical")]
async fn health() -> &'static str {
    "well"
}

/// Ends what goes on until it is over, also when the test fails.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Sends whole requests, one after the other, until `over`.
fn hammer(address: SocketAddr, over: &AtomicBool) {
    while !over.load(Relaxed) {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = "POST /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        answer(stream);
    }
}

#[test]
fn what_would_come_too_late_is_refused_before_its_body_is_sent() {
    let address = serve(App::new("Busy").routes(routes![wait, health]));
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| hammer(address, &over));
        }
        let _ending = Ending(&over);
        let since = Instant::now();
        let refused = loop {
            assert!(since.elapsed() < PATIENCE, "nothing is refused");
            let stream = send(address, "POST /wait", 10);
            // What is let through waits for the body that does not come.
            stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
            let answer = answer(stream);
            if !answer.is_empty() {
                break answer;
            }
        };
        assert!(refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"), "{refused}");
        assert!(refused.ends_with(r#"{"detail":"The server is busy"}"#), "{refused}");
        let line =
            refused.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("retry-after: ").map(str::to_owned));
        assert!(line.expect("it says when to come back").parse::<u64>().expect("in whole seconds") >= 1);
        assert!(answer(send(address, "GET /health", 0)).ends_with("\"well\""), "the rest goes on");
    });
}

#[get("/client/")]
async fn client(request: Request) -> String {
    format!("{} {:?}", ClientAddress::of(&request).host(), ClientScheme::of(&request))
}

#[test]
fn a_proxy_says_who_a_client_is_if_it_is_trusted() {
    for (trusted, expected, location) in [
        (TrustedProxies::none(), "127.0.0.1 Http", "http://a/client/"),
        (TrustedProxies::loopback(), "1.2.3.4 Https", "https://a/client/"),
    ] {
        let address = serve_behind(App::new("Behind").routes(routes![client]), trusted);
        let ask = |path: &str| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let forwarded = "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\nX-Forwarded-Proto: https";
            let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{forwarded}\r\n\r\n");
            stream.write_all(head.as_bytes()).unwrap();
            answer(stream)
        };
        let (body, redirect) = (ask("/client/"), ask("/client"));
        assert!(body.ends_with(&format!("\"{expected}\"")), "{body}");
        assert!(redirect.contains(&format!("location: {location}\r\n")), "{redirect}");
    }
}
