//! Hands a connection over from HTTP to another protocol.
//!
//! A response of `101 Switching Protocols` carries a [`Switch`] in its extensions. `serve` takes it out, sends the head, and
//! then lets the protocol have the connection for as long as its future runs; nothing here knows a socket. Where there is
//! no connection to hand over, as in HTTP/2 and in tests without a network, the switch is dropped.

use std::{
    fmt,
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
};

/// Names the protocol that an extended CONNECT of HTTP/2 asks for (RFC 8441), among the extensions of its request. It is
/// switched to by a 200.
#[derive(Debug, Clone)]
pub(crate) struct ExtendedConnect(
    #[cfg_attr(not(feature = "websockets"), expect(dead_code, reason = "no protocol is spoken but HTTP"))]
    pub(crate)  std::sync::Arc<str>,
);

/// Is what the other protocol does with the connection, which lasts as long as this.
pub(crate) type Conversation = Pin<Box<dyn Future<Output = ()> + Send>>;

type Begin = Box<dyn FnOnce(Upgraded) -> Conversation + Send>;

/// Says what becomes of a connection after a 101.
///
/// Clones are one switch, as extensions have to be cloned: the first to take it has it.
#[derive(Clone)]
pub(crate) struct Switch(Arc<Mutex<Option<Begin>>>);

impl Switch {
    /// Has `begin` called with the connection, once the head of the response is sent.
    #[cfg_attr(
        not(any(feature = "proxy", feature = "websockets", test)),
        expect(dead_code, reason = "nobody switches protocols")
    )]
    pub(crate) fn new<F: Future<Output = ()> + Send + 'static>(
        begin: impl FnOnce(Upgraded) -> F + Send + 'static,
    ) -> Self {
        let begin: Begin = Box::new(|upgraded| Box::pin(begin(upgraded)));
        Self(Arc::new(Mutex::new(Some(begin))))
    }

    /// Begins to speak the other protocol; `None` if somebody does already.
    pub(crate) fn begin(&self, upgraded: Upgraded) -> Option<Conversation> {
        let begin = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(begin(upgraded))
    }
}

impl fmt::Debug for Switch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Switch")
    }
}

/// Carries bytes both ways.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Transport for T {}

/// Is a connection that does not speak HTTP any more: bytes both ways, with what came before the switch was done.
pub(crate) struct Upgraded {
    transport: Pin<Box<dyn Transport>>,
    ending: watch::Receiver<bool>,
}

impl Upgraded {
    /// Makes one of bytes both ways, and of what says `true` once the server is to end.
    pub(crate) fn new(transport: impl Transport + 'static, ending: watch::Receiver<bool>) -> Self {
        Self { transport: Box::pin(transport), ending }
    }

    /// Is ready once the server is to end. What goes on is closed when the time for the drain is over.
    #[cfg_attr(
        not(any(feature = "proxy", feature = "websockets", test)),
        expect(dead_code, reason = "nobody switches protocols")
    )]
    pub(crate) fn ending(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut ending = self.ending.clone();
        async move {
            // Who does not tell any more has ended already.
            let _ = ending.wait_for(|ends| *ends).await;
        }
    }
}

impl AsyncRead for Upgraded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.transport.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Upgraded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.transport.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.transport.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.transport.as_mut().poll_shutdown(context)
    }
}
