//! Hands a stream of HTTP/2 over to another protocol (RFC 8441): to WebSockets.

use std::{
    future::{Future, poll_fn},
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use http::{Method, Request, Response, StatusCode};
use hyper::{
    body::Incoming,
    ext::Protocol,
    rt::{Read, Write},
    upgrade::{OnUpgrade, Upgraded as Tunnel},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
};

use super::http2::Stream;
use crate::{
    body::Body,
    switch::{ExtendedConnect, Switch, Upgraded},
};

/// Tells the conversations on a connection's streams what the connection is told.
pub(super) struct Told {
    /// To end.
    end: watch::Sender<bool>,
    /// To stop, whatever is under way.
    close: watch::Sender<bool>,
}

impl Told {
    pub(super) fn new() -> Self {
        Self { end: watch::Sender::new(false), close: watch::Sender::new(false) }
    }

    pub(super) fn end(&self) {
        self.end.send_replace(true);
    }

    pub(super) fn close(&self) {
        self.close.send_replace(true);
    }
}

/// Is a stream that the client would have speak another protocol.
pub(super) struct Asked(OnUpgrade);

impl Asked {
    /// Returns it, if `request` asks for that, and lets the service know.
    pub(super) fn by(request: &mut Request<Incoming>) -> Option<Self> {
        if *request.method() != Method::CONNECT {
            return None;
        }
        let protocol = request.extensions_mut().remove::<Protocol>()?;
        request.extensions_mut().insert(ExtendedConnect(protocol.as_str().into()));
        Some(Self(hyper::upgrade::on(request)))
    }

    /// Has what `response` switches to spoken, if it accepts.
    pub(super) fn answered(self, response: &mut Response<Body>, stream: Stream, told: &Told) {
        if response.status() != StatusCode::OK {
            return;
        }
        let Some(switch) = response.extensions_mut().remove::<Switch>() else { return };
        let (ending, mut closing) = (told.end.subscribe(), told.close.subscribe());
        drop(brigade_scheduler::spawn(async move {
            let _stream = stream;
            // The client may leave before it has the answer.
            let Ok(tunnel) = self.0.await else { return };
            let Some(mut conversation) = switch.begin(Upgraded::new(Bytes(tunnel), ending)) else { return };
            // Who does not tell any more has lost the connection, of which the conversation hears itself.
            let mut closed = Box::pin(async move {
                if closing.wait_for(|closes| *closes).await.is_err() {
                    std::future::pending::<()>().await;
                }
            });
            poll_fn(|context| match conversation.as_mut().poll(context) {
                Poll::Pending => closed.as_mut().poll(context),
                Poll::Ready(()) => Poll::Ready(()),
            })
            .await;
        }));
    }
}

/// Carries bytes both ways on a stream.
struct Bytes(Tunnel);

impl AsyncRead for Bytes {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut read = hyper::rt::ReadBuf::new(buffer.initialize_unfilled());
        ready!(Pin::new(&mut self.0).poll_read(context, read.unfilled()))?;
        let length = read.filled().len();
        buffer.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Bytes {
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
