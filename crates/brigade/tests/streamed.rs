//! How answers that are sent piece by piece end, as clients see it over sockets: whole, broken off, left, or stopped.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
    time::Duration,
};

use brigade::{App, Cancelled, EventStream, JsonLines, Limits, ServerOptions, Stream, get, routes};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Says in a process of its own that it is the server.
const CHILD: &str = "BRIGADE_TEST_STREAMED";

#[get("/whole")]
fn whole() -> JsonLines<u8> {
    JsonLines::from_iter([1, 2])
}

#[get("/failing")]
async fn failing() -> Stream {
    Stream::produce(|sender| async move {
        sender.send("good").await?;
        Err(io::Error::other("no disk"))?
    })
}

#[get("/panicking")]
fn panicking() -> EventStream<u8> {
    EventStream::from_iter([1, 2].into_iter().inspect(|item| assert!(*item == 1, "at two")))
}

/// Says so when it is dropped.
struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        println!("event=left");
    }
}

/// Has one event, and then none.
#[get("/silent")]
async fn silent() -> EventStream<u8> {
    EventStream::produce(|sender| async move {
        let _leaving = Leaving;
        sender.send(1).await?;
        std::future::pending().await
    })
}

/// Has no end, and is never silent for long.
#[get("/busy")]
async fn busy() -> EventStream<u8> {
    EventStream::produce(|sender| async move {
        loop {
            sender.send(1).await?;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
}

/// Has its last line when the process that started this one says so.
#[get("/slow")]
fn slow() -> JsonLines<u8> {
    JsonLines::from_iter([1, 2].into_iter().inspect(|item| {
        if *item == 2 {
            io::stdin().read_line(&mut String::new()).unwrap();
        }
    }))
}

/// Works, and has its last item when the process that started this one says so.
#[get("/sent")]
fn sent(out: Stream<u32>) -> Result<(), Cancelled> {
    out.send(1)?;
    io::stdin().read_line(&mut String::new()).unwrap();
    out.send(2)
}

/// Sends until nobody reads.
#[get("/greedy")]
fn greedy(out: Stream<u32>) -> Result<(), Cancelled> {
    let _leaving = Leaving;
    loop {
        out.send(1)?;
    }
}

/// What [`Server`] starts; a test of nothing otherwise.
#[test]
fn child() {
    let Ok(drain_ms) = std::env::var(CHILD) else { return };
    let limits = Limits { drain_time_max: Duration::from_millis(drain_ms.parse().unwrap()), ..Limits::default() };
    let operations = routes![whole, failing, panicking, silent, busy, slow, sent, greedy];
    let app = App::new("Streamed").limits(limits).routes(operations);
    app.serve(ServerOptions { port: 0, workers: Some(1), ..ServerOptions::default() }).unwrap();
    println!("event=served");
}

/// Is a server in a process of its own.
struct Server {
    process: Child,
    events: io::Lines<BufReader<ChildStdout>>,
    log: io::Lines<BufReader<ChildStderr>>,
    address: String,
}

impl Server {
    fn start(drain: Duration) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["child", "--exact", "--nocapture"]).env(CHILD, drain.as_millis().to_string());
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let events = BufReader::new(process.stdout.take().unwrap()).lines();
        let log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut server = Self { process, events, log, address: String::new() };
        let first = server.log_line("on http://");
        server.address = first.split_once("on http://").unwrap().1.split(',').next().unwrap().to_owned();
        server
    }

    /// Waits for a line of the log with `words`.
    fn log_line(&mut self, words: &str) -> String {
        self.log.by_ref().map(Result::unwrap).find(|line| line.contains(words)).expect("the log says so")
    }

    fn event(&mut self) -> String {
        let mut lines = self.events.by_ref().map(Result::unwrap);
        lines.find_map(|line| Some(line.split_once("event=")?.1.to_owned())).expect("it happens")
    }

    fn get(&self, path: &str) -> Answer {
        self.get_as(path, "*/*")
    }

    fn get_as(&self, path: &str, accept: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        Answer { stream, text: String::new() }
    }

    fn stop(&mut self) {
        let status = Command::new("kill").args(["-s", "TERM", &self.process.id().to_string()]).status();
        assert!(status.unwrap().success());
        self.log_line("stopping");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Answer {
    stream: TcpStream,
    text: String,
}

impl Answer {
    /// Reads until the body has `piece`.
    fn until(mut self, piece: &str) -> Self {
        while !self.text.contains(piece) {
            assert!(self.read(), "{piece} is to come after {}", self.text);
        }
        self
    }

    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        // A connection that was broken off may be reset.
        let count = self.stream.read(&mut bytes).unwrap_or(0);
        self.text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        count > 0
    }

    /// Reads to the end; whether the body has one, by its last chunk, or is broken off by that of the connection.
    fn is_whole(&mut self) -> bool {
        loop {
            if self.text.ends_with("\r\n0\r\n\r\n") {
                return true;
            }
            if !self.read() {
                return false;
            }
        }
    }
}

#[test]
fn what_fails_breaks_the_connection_off() {
    let mut server = Server::start(Duration::from_secs(1));
    for (path, piece, is_whole) in
        [("/whole", "2\n", true), ("/failing", "good", false), ("/panicking", "data: 1\n\n", false)]
    {
        assert_eq!(server.get(path).until(piece).is_whole(), is_whole, "{path}");
        if !is_whole {
            server.log_line("a stream broke off");
        }
    }
}

#[cfg(feature = "http2")]
#[test]
fn what_fails_resets_the_stream_of_http2_and_no_other() {
    let server = Server::start(Duration::from_secs(1));
    let test = async {
        let stream = tokio::net::TcpStream::connect(&server.address).await.unwrap();
        let (sender, connection) = h2::client::handshake(stream).await.unwrap();
        let connection = brigade_scheduler::spawn(connection);
        let mut sender = sender.ready().await.unwrap();
        for (path, text, is_whole) in
            [("/failing", "good", false), ("/panicking", "data: 1\n\n", false), ("/whole", "1\n2\n", true)]
        {
            let request = http::Request::get(format!("http://a{path}")).body(()).unwrap();
            let mut body = sender.send_request(request, true).unwrap().0.await.unwrap().into_body();
            let mut heard = Vec::new();
            let end = loop {
                match body.data().await {
                    Some(Ok(data)) => heard.extend(data),
                    Some(Err(error)) => break Err(error),
                    None => break Ok(()),
                }
            };
            assert_eq!((str::from_utf8(&heard).unwrap(), end.is_ok()), (text, is_whole), "{path}");
        }
        drop(sender);
        connection.await.unwrap().unwrap();
    };
    brigade_scheduler::runtime(Some(1))
        .unwrap()
        .block_on(async { tokio::time::timeout(PATIENCE, test).await })
        .unwrap();
}

#[test]
fn what_a_plain_function_sends_arrives_while_it_works() {
    let mut server = Server::start(Duration::from_secs(1));
    for (accept, first, last) in
        [("*/*", "\r\n\r\n2\r\n1\n\r\n", "2\r\n2\n\r\n"), ("text/event-stream", "data: 1\n\n", "data: 2\n\n")]
    {
        let mut answer = server.get_as("/sent", accept).until(first);
        assert!(!answer.text.contains(last), "{}", answer.text);
        server.process.stdin.as_mut().unwrap().write_all(b"go on\n").unwrap();
        assert!(answer.is_whole() && answer.text.contains(last), "{}", answer.text);
    }
    drop(server.get("/greedy").until("1\n"));
    assert_eq!(server.event(), "left");
}

#[test]
fn a_client_that_leaves_ends_a_silent_stream() {
    let mut server = Server::start(Duration::from_secs(1));
    drop(server.get("/silent").until("data: 1\n\n"));
    assert_eq!(server.event(), "left");
}

#[test]
fn streams_of_events_end_properly_when_the_server_stops() {
    // The silent one ends after a second, the busy one after half of this.
    let mut server = Server::start(Duration::from_secs(3));
    let mut answers = ["/silent", "/busy"].map(|path| server.get(path).until("data: 1\n\n"));
    server.stop();
    assert!(answers.iter_mut().all(Answer::is_whole));
    assert_eq!([server.event(), server.event()], ["left", "served"]);
}

#[test]
fn other_streams_go_on_to_their_end_when_the_server_stops() {
    for (path, accept, first) in [("/slow", "*/*", "1\n"), ("/sent", "text/event-stream", "data: 1\n\n")] {
        let mut server = Server::start(PATIENCE);
        let mut slow = server.get_as(path, accept).until(first);
        server.stop();
        server.process.stdin.take().unwrap().write_all(b"go on\n").unwrap();
        assert!(slow.is_whole(), "{}", slow.text);

        let mut server = Server::start(Duration::from_millis(50));
        let mut slow = server.get_as(path, accept).until(first);
        server.stop();
        assert!(!slow.is_whole(), "a part passed for the whole");
    }
}
