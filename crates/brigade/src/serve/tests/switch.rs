//! What becomes of a connection on which another protocol than HTTP is spoken.

use std::future::{Future, poll_fn};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::*;
use crate::switch::{Switch, Upgraded};

/// Answers 101, or an extended CONNECT as HTTP/2 does, and has the protocol of that path spoken.
pub(super) fn answer(path: &str, by_connect: bool, events: &mpsc::Sender<&'static str>) -> Response<Body> {
    let events = events.clone();
    let mut response = match by_connect {
        true => Response::builder(),
        false => Response::builder().status(101).header("connection", "upgrade").header("upgrade", "test"),
    };
    match path {
        "/echo" => response = response.extension(Switch::new(|upgraded| echo(upgraded, events))),
        "/flood" => response = response.extension(Switch::new(|upgraded| flood(upgraded, events))),
        _ => {}
    }
    response.body(Body::empty()).unwrap()
}

/// Sends back what comes, says `bye` when the server is to end, and then goes on.
async fn echo(mut upgraded: Upgraded, events: mpsc::Sender<&'static str>) {
    let _leaving = Leaving(events);
    let mut ending = Box::pin(upgraded.ending());
    let mut has_said = false;
    loop {
        let mut bytes = [0; 64];
        let mut buffer = ReadBuf::new(&mut bytes);
        let length = poll_fn(|context| {
            if !has_said && ending.as_mut().poll(context).is_ready() {
                has_said = true;
                return Poll::Ready(None);
            }
            Pin::new(&mut upgraded).poll_read(context, &mut buffer).map(|result| {
                result.unwrap();
                Some(buffer.filled().len())
            })
        })
        .await;
        match length {
            None => send(&mut upgraded, b"bye").await,
            Some(0) => return send(&mut upgraded, b"end").await,
            Some(length) => send(&mut upgraded, &bytes[..length]).await,
        }
    }
}

/// Sends without end.
async fn flood(mut upgraded: Upgraded, events: mpsc::Sender<&'static str>) {
    let _leaving = Leaving(events);
    loop {
        send(&mut upgraded, &[b'x'; 1024]).await;
    }
}

async fn send(upgraded: &mut Upgraded, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let sent = poll_fn(|context| Pin::new(&mut *upgraded).poll_write(context, bytes)).await.unwrap();
        bytes = &bytes[sent..];
    }
}

const ASKING: &str = "HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: test\r\n";

impl Client {
    /// Asks for the other protocol, and sends its first bytes along.
    #[track_caller]
    fn switch(&mut self, path: &str, first: &str) -> &mut Self {
        self.send(format!("GET {path} {ASKING}\r\n{first}"));
        let answer = self.answer();
        assert_eq!(answer.status, 101, "{answer:?}");
        assert!(
            answer.head.contains("connection: upgrade\r\n") && answer.head.contains("upgrade: test\r\n"),
            "{answer:?}"
        );
        self
    }

    #[track_caller]
    fn says(&mut self, text: &str) -> &mut Self {
        while self.received.len() < text.len() {
            assert!(self.read(), "{text:?}, not the end after {:?}", self.text());
        }
        let said: Vec<u8> = self.received.drain(..text.len()).collect();
        assert_eq!(String::from_utf8(said).unwrap(), text);
        self
    }
}

#[test]
fn what_follows_the_answer_is_the_other_protocol() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/a");
    check(&client.answer(), 200, "GET /a");
    client.switch("/echo", "GET / HTTP/1.1\r\n").says("GET / HTTP/1.1\r\n");
    client.send("more").says("more");
    client.end().says("end").closed();
    assert_eq!(server.event(), "left");
}

#[test]
fn a_connection_that_was_idle_can_switch() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/a");
    check(&client.answer(), 200, "GET /a");
    // Longer than it takes to have the buffers given back.
    std::thread::sleep(Duration::from_millis(600));
    client.switch("/echo", "").send("hello").says("hello");
}

#[test]
fn only_who_asks_for_another_protocol_gets_one() {
    let server = Server::start(Limits::default());
    for request in [
        "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET /echo HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: test\r\n\r\n".to_owned(),
        format!("POST /echo {ASKING}Content-Length: 4\r\n\r\nbody"),
        format!("GET /nothing {ASKING}\r\n"),
    ] {
        let mut client = server.connect();
        client.send(&request);
        let answer = client.answer();
        check(&answer, 500, r#"{"detail":"Internal Server Error"}"#);
        assert!(answer.closes(), "{request}");
        client.closed();
    }
}

#[test]
fn another_protocol_is_told_of_the_end_and_closed_when_the_drain_is_over() {
    let server = Server::start(Limits { drain_time_max: Duration::from_millis(300), ..Limits::default() });
    let (mut patient, mut polite) = (server.connect(), server.connect());
    for client in [&mut patient, &mut polite] {
        client.switch("/echo", "hello").says("hello");
    }
    server.shutdown.ask();
    polite.says("bye").end().says("end").closed();
    patient.says("bye").send("on and on").says("on and on");
    patient.closed();
    assert_eq!((server.event(), server.event()), ("left", "left"));
    server.join();
}

#[test]
fn a_client_that_takes_nothing_is_left() {
    let server = Server::start(Limits { write_stall_max: Duration::from_millis(50), ..Limits::default() });
    let mut client = server.connect();
    client.switch("/flood", "");
    assert_eq!(server.event(), "left");
}
