//! Speaks HTTP/1.1 to the other server. Beside `serve/connection`, nothing else names hyper.

use std::{
    io,
    mem::MaybeUninit,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Instant,
};

use brigade_scheduler::Task;
use bytes::Bytes;
use http::{Request, Response};
pub(super) use hyper::body::Incoming;
use hyper::{
    client::conn::http1::{self, SendRequest},
    rt::{Read, ReadBufCursor, Write},
    upgrade::OnUpgrade,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::body::{Body, BoxError};

/// The most that is buffered of what the other server sends, its head included.
const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// The largest single read.
const READ_BYTES_MAX: usize = 16 * 1024;

/// Is a connection to the other server. It ends when this is dropped, whatever is under way.
pub(super) struct Connection {
    sender: SendRequest<Body>,
    task: Task<()>,
    /// When the latest exchange began or ended.
    pub(super) used: Instant,
}

/// Says why there is no answer.
pub(super) enum Failure {
    /// The server does not have any of the request, which is given back.
    Unsent(Box<Request<Body>>, hyper::Error),
    /// The server may have seen the request. `by_server` says that it ended the connection without a word.
    Unanswered { error: hyper::Error, by_server: bool },
}

impl Connection {
    pub(super) async fn open(host: &str, port: u16) -> Result<Self, BoxError> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(BUFFER_BYTES_MAX).writev(false);
        let (sender, connection) = builder.handshake(Stream(stream)).await?;
        let task = brigade_scheduler::spawn(async move {
            // Whoever waits for an answer hears the error too.
            let _ = connection.with_upgrades().await;
        });
        Ok(Self { sender, task, used: Instant::now() })
    }

    /// Returns whether a request can be sent at once.
    pub(super) fn is_ready(&self) -> bool {
        self.sender.is_ready()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Sends a request, and returns the answer as soon as its head is there.
    pub(super) async fn send(&mut self, request: Request<Body>) -> Result<Response<Incoming>, Failure> {
        self.sender.try_send_request(request).await.map_err(|mut error| match error.take_message() {
            Some(request) => Failure::Unsent(Box::new(request), error.into_error()),
            None => {
                let error = error.into_error();
                let by_server =
                    error.is_incomplete_message() || error.is_canceled() || error.is_closed() || is_io(&error);
                Failure::Unanswered { error, by_server }
            }
        })
    }
}

fn is_io(error: &hyper::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<io::Error>())
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Calls `tell` when the server says that it waits for the body of `request`.
pub(super) fn on_continue(request: &mut Request<Body>, tell: impl Fn() + Send + Sync + 'static) {
    hyper::ext::on_informational(request, move |response| {
        if response.status() == http::StatusCode::CONTINUE {
            tell();
        }
    });
}

/// Returns what becomes the raw connection after a 101.
pub(super) fn on_switch(response: &mut Response<Incoming>) -> OnSwitch {
    OnSwitch(hyper::upgrade::on(response))
}

pub(super) struct OnSwitch(OnUpgrade);

impl OnSwitch {
    /// Returns the raw connection, and what has come on it already.
    pub(super) async fn switched(self) -> Result<(TcpStream, Bytes), BoxError> {
        let upgraded = self.0.await?;
        let parts = upgraded.downcast::<Stream>().map_err(|_| "the connection is one of another client")?;
        Ok((parts.io.0, parts.read_buf))
    }
}

/// Is a socket as hyper sees it.
struct Stream(TcpStream);

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut bytes = [const { MaybeUninit::uninit() }; READ_BYTES_MAX];
        let room = buffer.remaining().min(READ_BYTES_MAX);
        let mut read = ReadBuf::uninit(&mut bytes[..room]);
        ready!(Pin::new(&mut self.0).poll_read(context, &mut read))?;
        buffer.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
