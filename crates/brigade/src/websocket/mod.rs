//! Speaks on WebSockets: the request that opens one, what is said on it, and its end.
//!
//! An operation under `#[websocket]` runs as any other does until it accepts; then its future goes on beside the connection,
//! and ends with it. [`handshake`], [`frame`] and [`message`] know the protocol and no connection; [`line`] has the connection.

mod client;
mod close;
mod conversation;
mod frame;
mod handshake;
mod json;
mod line;
mod message;
mod socket;

use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::sync::oneshot;

pub(crate) use self::{
    client::client,
    handshake::{Handshake, is_asked},
};
pub use self::{
    close::{Close, SocketError},
    message::Message,
    socket::{Socket, SocketReceiver, SocketSender},
};
use self::{
    conversation::Opening,
    line::{Line, Terms},
};
use crate::{
    error::{ApiError, Error},
    extract::{Answering, Argument, Extraction},
    limits::Limits,
    respond::{Respond, Response},
    spec::{Answers, Content, Injected, Presence, Schema, Source, Type},
};

/// Asks to speak on a WebSocket: the argument of an operation under [`#[websocket]`](macro@crate::websocket), which accepts or
/// denies. An argument of this type is found by its type alone.
///
/// ```
/// use brigade::{Result, WebSocket, websocket};
///
/// #[websocket("/echo")]
/// async fn echo(socket: WebSocket) -> Result<()> {
///     let mut socket = socket.accept().await?;
///     while let Some(message) = socket.receive().await? {
///         socket.send(message).await?;
///     }
///     Ok(())
/// }
/// ```
///
/// An error of the operation, or of what it depends on, before it accepts is answered as one of any operation; arguments that do
/// not fit, and an operation that ends without a decision, are 403.
#[derive(Debug)]
pub struct WebSocket {
    decision: oneshot::Sender<Decision>,
    offered: Vec<String>,
    headers: HeaderMap,
}

/// Is what an operation makes of a request for a WebSocket.
#[derive(Debug)]
enum Decision {
    Accepted(Accepted),
    Denied(Result<Response, Error>),
}

#[derive(Debug)]
struct Accepted {
    /// Those that the answer has beside the protocol's own.
    headers: HeaderMap,
    /// Who waits for the connection.
    line: oneshot::Sender<Line>,
}

impl WebSocket {
    /// Returns the subprotocols that the client offers, the one that it likes most first.
    #[must_use]
    pub fn offered(&self) -> &[String] {
        &self.offered
    }

    /// Chooses a subprotocol. One that the client did not offer is left out: it would end the WebSocket at once.
    #[must_use]
    pub fn protocol(mut self, name: &str) -> Self {
        if let Some(offered) = self.offered.iter().find(|offered| *offered == name) {
            let value = HeaderValue::from_str(offered).expect("it was a part of a header");
            self.headers.insert(header::SEC_WEBSOCKET_PROTOCOL, value);
        }
        self
    }

    /// Adds a header to the answer that accepts.
    ///
    /// # Panics
    ///
    /// If the name or the value is none that a header can have.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap_or_else(|_| panic!("{name:?} is no name of a header"));
        let value = value.parse().unwrap_or_else(|_| panic!("{value:?} is no value of a header"));
        self.headers.append(name, value);
        self
    }

    /// Accepts: from here on messages can be received and sent.
    ///
    /// # Errors
    ///
    /// If the client has left.
    pub async fn accept(self) -> Result<Socket, SocketError> {
        let (sender, line) = oneshot::channel();
        let accepted = Accepted { headers: self.headers, line: sender };
        self.decision.send(Decision::Accepted(accepted)).map_err(|_| SocketError::CLOSED)?;
        line.await.map(Socket::new).map_err(|_| SocketError::CLOSED)
    }

    /// Answers the request by `answer` and opens no WebSocket. The client gets it when the operation has ended.
    ///
    /// To deny by an error, return it.
    pub fn deny(self, answer: impl Respond) {
        // Without a client nobody is denied anything.
        let _ = self.decision.send(Decision::Denied(answer.respond(None)));
    }
}

/// Holds the WebSocket that an operation may take, among the extensions of its request.
#[derive(Debug, Clone)]
pub(crate) struct Door(Arc<Mutex<Option<WebSocket>>>);

impl Door {
    /// Makes the door for a request, and what makes its answer of the operation called `name`, which has to be polled by it.
    pub(crate) fn new(
        handshake: Handshake,
        limits: &Limits,
        name: &'static str,
    ) -> (Self, impl FnOnce(Answering) -> Answering + use<>) {
        let (sender, decision) = oneshot::channel();
        let socket = WebSocket { decision: sender, offered: handshake.offered.clone(), headers: HeaderMap::new() };
        let terms = Terms::of(limits);
        let open = move |function: Answering| -> Answering {
            Box::pin(Opening::new(function, handshake, decision, terms, name))
        };
        (Self(Arc::new(Mutex::new(Some(socket)))), open)
    }
}

impl Argument for WebSocket {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const INJECTED: Option<Injected> = Some(Injected::WebSocket);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        let door = extraction.head().extensions.get::<Door>();
        let socket = door.and_then(|door| door.0.lock().unwrap_or_else(PoisonError::into_inner).take());
        if socket.is_none() {
            // An application in which two functions take it does not start.
            extraction.fail("no request for a WebSocket is here".to_owned());
        }
        socket
    }
}

/// Is what an operation under `#[websocket]` returns: nothing, or that it failed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be what an operation under `#[websocket]` returns",
    label = "nobody is answered by it",
    note = "return nothing or `Result<()>`, and send to the client on the socket"
)]
pub trait Ending: Respond {}

impl Ending for () {}

impl<E: ApiError> Ending for Result<(), E> {}

/// Describes that nothing is answered but on a socket.
#[must_use]
pub fn socket_answers<T: Ending>() -> Answers {
    Answers { status: None, content: Content::Untyped, errors: Vec::new() }
}
