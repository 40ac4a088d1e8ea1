//! Requests that go on to another server: clients, brigade and that server, byte by byte over sockets.
#![cfg(feature = "proxy")]
#![expect(clippy::unwrap_used, reason = "what serves tests is a test, too")]
#![expect(clippy::disallowed_methods, reason = "servers of tests are threads")]

mod bodies;
mod documents;
mod failures;
mod messages;
mod websockets;

use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use brigade::{App, Next, Proxy, Request, Response, ServerOptions, get, post, routes};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves `app` for as long as the tests run.
fn serve(app: App) -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    serve_at(free, app);
    free
}

fn serve_at(address: SocketAddr, app: App) {
    let options =
        ServerOptions { port: address.port(), workers: Some(2), access_log: false, ..ServerOptions::default() };
    thread::spawn(move || app.serve(options).unwrap());
    let since = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(since.elapsed() < PATIENCE);
        thread::yield_now();
    }
}

#[get("/ours")]
async fn read_ours() -> &'static str {
    "ours"
}

#[post("/slash/")]
async fn create_slash() -> &'static str {
    "ours"
}

/// Is the other server: the test says what it says.
struct Old(TcpListener);

impl Old {
    fn listen() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn proxy(&self) -> Proxy {
        Proxy::to(format!("http://{}", self.0.local_addr().unwrap())).openapi_path(None)
    }

    /// Takes the next connection.
    #[track_caller]
    fn accept(&self) -> Wire {
        let since = Instant::now();
        loop {
            match self.0.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false).unwrap();
                    return Wire::new(stream);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => panic!("{error}"),
            }
            assert!(since.elapsed() < PATIENCE, "a connection comes");
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn is_left_alone(&self) -> bool {
        self.0.accept().is_err()
    }
}

/// Serves an application before another server, with `settings`.
fn start(settings: impl FnOnce(Proxy) -> Proxy) -> (SocketAddr, Old) {
    let old = Old::listen();
    let app = App::new("New").routes(routes![read_ours, create_slash]).fallback_proxy(settings(old.proxy()));
    (serve(app), old)
}

/// Is one end of a connection.
struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Wire {
    fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, received: Vec::new() }
    }

    fn connect(address: SocketAddr) -> Self {
        Self::new(TcpStream::connect(address).unwrap())
    }

    fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.stream.write_all(bytes.as_ref()).unwrap();
        self
    }

    fn get(&mut self, target: &str) -> &mut Self {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: shop.example\r\n\r\n"))
    }

    fn end(&mut self) -> &mut Self {
        self.stream.shutdown(Shutdown::Write).unwrap();
        self
    }

    /// Reads a head, without what differs from run to run: dates, and the name that the proxy gives itself.
    #[track_caller]
    fn head(&mut self) -> String {
        let end = loop {
            match self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => assert!(self.read(), "a head, not the end after {:?}", self.text()),
            }
        };
        let head = String::from_utf8(self.received.drain(..end).collect()).unwrap();
        let mut lines: Vec<&str> = head.trim_end().split("\r\n").filter(|line| !line.starts_with("date: ")).collect();
        lines[1..].sort_unstable();
        let lines = lines.into_iter().map(|line| match line.split_once(" brigade-") {
            Some((via, _)) => format!("{via} brigade"),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Reads exactly this.
    #[track_caller]
    fn says(&mut self, text: &str) -> &mut Self {
        while self.received.len() < text.len() {
            assert!(self.read(), "{text:?}, not the end after {:?}", self.text());
        }
        let said: Vec<u8> = self.received.drain(..text.len()).collect();
        assert_eq!(String::from_utf8_lossy(&said), text);
        self
    }

    /// Asserts that the connection ends, and that nothing comes before.
    #[track_caller]
    fn closed(&mut self) {
        while self.read() {}
        assert_eq!(self.text(), "", "nothing but the end");
    }

    /// Reads some bytes; false at the end, be it a reset.
    #[track_caller]
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        match self.stream.read(&mut bytes) {
            Ok(count) => {
                self.received.extend(&bytes[..count]);
                count > 0
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
            Err(error) => panic!("nothing came: {error}"),
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.received).into_owned()
    }

    /// Sends until nothing more is taken for a while, and returns how many bytes that were.
    fn fill(&mut self, piece: &[u8], bytes_max: usize) -> usize {
        self.stream.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
        let mut sent = 0;
        while sent < bytes_max {
            match self.stream.write(piece) {
                Ok(count) => sent += count,
                Err(_) => break,
            }
        }
        sent
    }
}
