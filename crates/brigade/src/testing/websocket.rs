//! Opens WebSockets to an application without a network: both ends are in this process, and speak as they would over one.

use std::{
    fmt,
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use brigade_scheduler::{Task, spawn};
use bytes::Bytes;
use http::HeaderMap;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{io::duplex, sync::watch};

use super::{TestClient, TestRequest, TestResponse};
use crate::{
    client_address::ClientAddress,
    dispatch::dispatch,
    request::Request,
    site::Site,
    switch::{Switch, Upgraded},
    websocket::{Close, Message, Socket, SocketError, client},
};

/// How many bytes may be on their way.
const DUPLEX_BYTES: usize = 64 * 1024;

/// Longer than anything that a test waits for, the half minute included that an operation has after its WebSocket has ended. It
/// only passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

impl TestClient {
    /// Prepares to open a WebSocket. `target` is a path with an optional query.
    ///
    /// ```
    /// use brigade::{App, Result, WebSocket, routes, testing::TestClient, websocket};
    ///
    /// #[websocket("/echo")]
    /// async fn echo(socket: WebSocket) -> Result<()> {
    ///     let mut socket = socket.accept().await?;
    ///     while let Some(message) = socket.receive().await? {
    ///         socket.send(message).await?;
    ///     }
    ///     Ok(())
    /// }
    ///
    /// let client = TestClient::new(App::new("Echo").routes(routes![echo]));
    /// let mut socket = client.websocket("/echo").connect();
    /// socket.send_text("hello");
    /// assert_eq!(socket.receive_text(), "hello");
    /// ```
    ///
    /// # Panics
    ///
    /// If `target` is no such thing.
    #[track_caller]
    pub fn websocket(&self, target: &str) -> TestHandshake<'_> {
        // The key of the standard's example: any will do, as nothing is cached between here and there.
        let key = "dGhlIHNhbXBsZSBub25jZQ==";
        let request = self.get(target).header("connection", "upgrade").header("upgrade", "websocket");
        TestHandshake(request.header("sec-websocket-version", "13").header("sec-websocket-key", key))
    }
}

/// Is a request for a WebSocket that has not been sent yet.
#[must_use = "a request does nothing until it is sent"]
pub struct TestHandshake<'c>(TestRequest<'c>);

impl TestHandshake<'_> {
    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If no header may have that name or value.
    #[track_caller]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// Adds a parameter to the query string, encoded.
    pub fn query(self, name: &str, value: &str) -> Self {
        Self(self.0.query(name, value))
    }

    /// Offers a subprotocol; the first is what the client likes most.
    ///
    /// # Panics
    ///
    /// If no header may have that value.
    #[track_caller]
    pub fn offer(self, protocol: &str) -> Self {
        self.header("sec-websocket-protocol", protocol)
    }

    /// Opens the WebSocket.
    ///
    /// # Panics
    ///
    /// If the application refuses; the message shows its answer.
    #[track_caller]
    pub fn connect(self) -> TestSocket {
        match self.try_connect() {
            Ok(socket) => socket,
            Err(answer) => panic!("refused: {} {}", answer.status(), String::from_utf8_lossy(answer.bytes())),
        }
    }

    /// Opens the WebSocket.
    ///
    /// # Errors
    ///
    /// The answer of an application that refuses.
    pub fn try_connect(self) -> Result<TestSocket, Box<TestResponse>> {
        let client = self.0.client;
        let (site, request, ending) = (client.site.clone(), client.prepare(&self.0), client.ending.subscribe());
        let socket = client.run(async move { open(&site, request, ending).await })?;
        client.keep_cookies(&socket.headers);
        Ok(socket)
    }
}

impl fmt::Debug for TestHandshake<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TestHandshake").field(&self.0.target).finish()
    }
}

async fn open(
    site: &Arc<Site>,
    request: Request,
    ending: watch::Receiver<bool>,
) -> Result<TestSocket, Box<TestResponse>> {
    let mut response = dispatch(site, request, ClientAddress::default()).await;
    let Some(switch) = response.extensions_mut().remove::<Switch>() else {
        return Err(Box::new(TestResponse::read(response).await));
    };
    let (near, far) = duplex(DUPLEX_BYTES);
    let conversation = switch.begin(Upgraded::new(far, ending)).expect("nobody else has the answer");
    // This end learns from the other when the application ends, as clients do.
    let (sender, never) = watch::channel(false);
    let (socket, connection) = client(Upgraded::new(near, never));
    drop(spawn(async move {
        connection.await;
        drop(sender);
    }));
    Ok(TestSocket { headers: response.headers().clone(), socket, conversation: Some(spawn(conversation)) })
}

/// Is the client's end of a WebSocket to an application.
///
/// Its methods wait on the test's own thread, in async functions too: the application runs on a thread of the [`TestClient`].
/// They panic where nothing happens for a minute. Dropping it closes the WebSocket with the code 1000.
pub struct TestSocket {
    headers: HeaderMap,
    socket: Socket,
    /// The application's end. `None` once that was waited for.
    conversation: Option<Task<()>>,
}

impl TestSocket {
    /// Returns the headers of the answer that opened the WebSocket.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the first header of that name, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Sends a message.
    ///
    /// # Panics
    ///
    /// If the WebSocket is closed.
    #[track_caller]
    pub fn send(&self, message: impl Into<Message>) {
        said(wait(self.socket.send(message)));
    }

    /// Sends a text.
    ///
    /// # Panics
    ///
    /// If the WebSocket is closed.
    #[track_caller]
    pub fn send_text(&self, text: impl Into<String>) {
        said(wait(self.socket.send_text(text)));
    }

    /// Sends bytes.
    ///
    /// # Panics
    ///
    /// If the WebSocket is closed.
    #[track_caller]
    pub fn send_bytes(&self, bytes: impl Into<Bytes>) {
        said(wait(self.socket.send_bytes(bytes)));
    }

    /// Sends a value as JSON, in a text.
    ///
    /// # Panics
    ///
    /// If the WebSocket is closed, or the value cannot be written as JSON.
    #[track_caller]
    pub fn send_json<T: Serialize + ?Sized>(&self, value: &T) {
        said(wait(self.socket.send_json(value)));
    }

    /// Waits for the next message; `None` once the WebSocket is closed.
    ///
    /// # Panics
    ///
    /// If nothing comes.
    #[track_caller]
    pub fn receive(&mut self) -> Option<Message> {
        said(wait(self.socket.receive()))
    }

    /// Waits for the next message, which is a text.
    ///
    /// # Panics
    ///
    /// If it is none, if the WebSocket is closed, or if nothing comes.
    #[track_caller]
    pub fn receive_text(&mut self) -> String {
        let text = wait(self.socket.receive_text());
        self.open(said(text))
    }

    /// Waits for the next message, which is bytes.
    ///
    /// # Panics
    ///
    /// If it is a text, if the WebSocket is closed, or if nothing comes.
    #[track_caller]
    pub fn receive_bytes(&mut self) -> Bytes {
        let bytes = wait(self.socket.receive_bytes());
        self.open(said(bytes))
    }

    /// Waits for the next message and reads it as JSON.
    ///
    /// # Panics
    ///
    /// If it is not JSON of the type `T`, if the WebSocket is closed, or if nothing comes.
    #[track_caller]
    pub fn receive_json<T: DeserializeOwned>(&mut self) -> T {
        let message = said(wait(self.socket.receive()));
        let message = self.open(message);
        let json = match &message {
            Message::Text(text) => text.as_bytes(),
            Message::Binary(bytes) => bytes,
        };
        serde_json::from_slice(json).unwrap_or_else(|error| panic!("{message:?} is not as expected: {error}"))
    }

    /// Waits until the application closes the WebSocket, and returns how it did.
    ///
    /// # Panics
    ///
    /// If a message comes instead, or nothing.
    #[track_caller]
    pub fn receive_close(&mut self) -> Close {
        if let Some(message) = self.receive() {
            panic!("{message:?} came, and not the end");
        }
        self.socket.closed().expect("what is closed says how")
    }

    /// Closes the WebSocket and waits for the end of the application's function, its clean-ups included.
    ///
    /// # Panics
    ///
    /// If there is no such code, or the function does not end.
    #[track_caller]
    pub fn close(&mut self, code: u16, reason: impl Into<String>) {
        said(wait(self.socket.close(code, reason)));
        if let Some(conversation) = self.conversation.take() {
            // Panics are contained, and a client that ends before drops it.
            drop(wait(conversation));
        }
    }

    #[track_caller]
    fn open<T>(&self, received: Option<T>) -> T {
        received.unwrap_or_else(|| panic!("closed: {:?}", self.socket.closed()))
    }
}

impl Drop for TestSocket {
    fn drop(&mut self) {
        // It may be closed already.
        drop(wait(self.socket.close(1000, "")));
    }
}

impl fmt::Debug for TestSocket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TestSocket").field("socket", &self.socket).finish_non_exhaustive()
    }
}

#[track_caller]
fn said<T>(result: Result<T, SocketError>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// Waits for `future` on this thread, whatever else it does: no runtime is needed.
#[track_caller]
fn wait<F: Future>(future: F) -> F::Output {
    let since = Instant::now();
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let left = PATIENCE.checked_sub(since.elapsed()).expect("something happens within a minute");
        thread::park_timeout(left);
    }
}

struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
