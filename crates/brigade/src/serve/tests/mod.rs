//! Serves a small service on real sockets, and talks to it byte by byte.

mod bodies;
mod drain;
mod heads;
#[cfg(feature = "http2")]
mod http2;
mod switch;
mod times;

use std::{
    borrow::Cow,
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, Shutdown as Half, SocketAddr, TcpStream},
    pin::Pin,
    sync::{Arc, mpsc},
    task::{Context, Poll},
    time::Duration,
};

use brigade_scheduler::{Runtime, Task};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::sync::Semaphore;

use super::{Peer, Service, Shutdown, bind, serve};
use crate::{body::Body, collect::collect, error::Detail, limits::Limits, switch::ExtendedConnect};

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers by path; see `call`.
#[derive(Clone)]
struct Small {
    limits: Arc<Limits>,
    gate: Arc<Semaphore>,
    /// Has a permit while nothing goes on without a client.
    rest: Arc<Semaphore>,
    events: mpsc::Sender<&'static str>,
}

/// Tells when it is dropped.
struct Leaving(mpsc::Sender<&'static str>);

impl Drop for Leaving {
    fn drop(&mut self) {
        // The test may be over.
        let _ = self.0.send("left");
    }
}

/// Is a body that tells when it is dropped.
struct Large(http_body_util::Full<Bytes>, #[expect(dead_code, reason = "it is there to be dropped")] Leaving);

impl http_body::Body for Large {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

/// Is a body that never gives a piece, and tells when it is dropped.
struct Silent(#[expect(dead_code, reason = "it is there to be dropped")] Leaving);

impl http_body::Body for Silent {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }
}

impl Service for Small {
    async fn call(&self, request: Request<Body>, peer: Peer) -> Response<Body> {
        assert!(peer.address.ip().is_loopback());
        let (head, body) = request.into_parts();
        match head.uri.path() {
            // Reads the body.
            "/collect" => match collect(body, 1024, &self.limits).await {
                Ok(bytes) => Response::new(Body::from(format!("{} bytes", bytes.len()))),
                Err(error) => {
                    let text = match error.told() {
                        Detail::Text(text) => text.clone(),
                        other => format!("{other:?}").into(),
                    };
                    self.refuse(error.status(), text)
                }
            },
            // Answers when the test says so.
            "/wait" => {
                let _leaving = Leaving(self.events.clone());
                let _ = self.events.send("began");
                self.gate.acquire().await.expect("the gate is never closed").forget();
                Response::new(Body::from("waited"))
            }
            // More than all socket buffers hold.
            "/large" => Response::new(Body::new(Large(vec![b'x'; 64 << 20].into(), Leaving(self.events.clone())))),
            // Says nothing more after its head.
            "/silent" => Response::new(Body::new(Silent(Leaving(self.events.clone())))),
            // Speaks another protocol.
            "/echo" | "/flood" | "/nothing" => {
                let by_connect = head.extensions.get::<ExtendedConnect>().is_some();
                switch::answer(head.uri.path(), by_connect, &self.events)
            }
            path => Response::new(Body::from(format!("{} {path}", head.method))),
        }
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn stop(&self) {}

    async fn at_rest(&self) {
        drop(self.rest.acquire().await);
    }

    fn refuse(&self, status: StatusCode, text: Cow<'static, str>) -> Response<Body> {
        let body = format!(r#"{{"detail":"{text}"}}"#);
        Response::builder().status(status).header("content-type", "application/json").body(body.into()).unwrap()
    }
}

/// Is a running server.
struct Server {
    address: SocketAddr,
    shutdown: Shutdown,
    gate: Arc<Semaphore>,
    rest: Arc<Semaphore>,
    events: mpsc::Receiver<&'static str>,
    serving: Task<Duration>,
    runtime: Runtime,
}

impl Server {
    fn start(limits: Limits) -> Self {
        let runtime = brigade_scheduler::runtime(Some(2)).unwrap();
        let (gate, rest) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(1)));
        let (sender, events) = mpsc::channel();
        let service = Small { limits: Arc::new(limits), gate: gate.clone(), rest: rest.clone(), events: sender };
        let shutdown = Shutdown::new();
        let _entered = runtime.enter();
        let listeners = bind((Ipv4Addr::LOCALHOST, 0).into(), 2).unwrap();
        let address = listeners[0].local_addr().unwrap();
        let serving = brigade_scheduler::spawn(serve(listeners, service, shutdown.clone()));
        Self { address, shutdown, gate, rest, events, serving, runtime }
    }

    fn connect(&self) -> Client {
        Client::connect(self.address)
    }

    fn event(&self) -> &'static str {
        self.events.recv_timeout(PATIENCE).expect("something happens in the service")
    }

    /// Waits until `serve` has returned.
    fn join(self) {
        let Self { serving, runtime, .. } = self;
        let ended = runtime.block_on(async { tokio::time::timeout(PATIENCE, serving).await });
        ended.expect("the server ends").unwrap();
    }
}

/// Is the other end of a connection.
struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, received: Vec::new() }
    }

    fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.stream.write_all(bytes.as_ref()).unwrap();
        self
    }

    fn get(&mut self, path: &str) -> &mut Self {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    fn end(&mut self) -> &mut Self {
        self.stream.shutdown(Half::Write).unwrap();
        self
    }

    /// Reads one response, whose length its head tells.
    #[track_caller]
    fn answer(&mut self) -> Answer {
        let head_end = loop {
            match self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(end) => break end + 4,
                None => assert!(self.read(), "a response, not the end after {:?}", self.text()),
            }
        };
        let head = String::from_utf8(self.received.drain(..head_end).collect()).unwrap().to_ascii_lowercase();
        let status = head[9..12].parse().unwrap();
        let length =
            head.split("content-length: ").nth(1).map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
        while self.received.len() < length {
            assert!(self.read(), "{length} bytes of body, not the end after {:?}", self.text());
        }
        let body = String::from_utf8(self.received.drain(..length).collect()).unwrap();
        Answer { status, head, body }
    }

    /// Asserts that the connection ends, and that nothing comes before.
    #[track_caller]
    fn closed(&mut self) {
        while self.read() {}
        assert_eq!(self.text(), "", "nothing but the end");
    }

    /// Reads some bytes; false at the end, be it a reset.
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

    fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.received)
    }
}

impl Answer {
    fn closes(&self) -> bool {
        self.head.contains("connection: close")
    }
}

#[track_caller]
fn check(answer: &Answer, status: u16, body: &str) {
    assert_eq!((answer.status, answer.body.as_str()), (status, body), "{answer:?}");
}
