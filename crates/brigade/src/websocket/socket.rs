//! Is what a function holds of a WebSocket that is open.

use std::future::poll_fn;

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    close::{Close, SocketError, may_be_sent},
    line::Line,
    message::Message,
};
use crate::{json, model::Model};

/// Receives and sends messages on a WebSocket that is open.
///
/// Pings are answered, a client that is silent is asked if it is still there, and a server that stops says so, whatever the
/// function does meanwhile. When the function ends, the WebSocket is closed: with the code 1000, or 1008 and the message of an
/// error that is for clients, or 1011 after any other error or a panic, which are logged.
#[derive(Debug)]
pub struct Socket {
    sender: SocketSender,
    receiver: SocketReceiver,
}

/// Receives messages on a WebSocket.
#[derive(Debug)]
pub struct SocketReceiver(Line);

/// Sends messages on a WebSocket. Clones send on the same one.
#[derive(Debug, Clone)]
pub struct SocketSender(Line);

impl Socket {
    pub(crate) fn new(line: Line) -> Self {
        Self { sender: SocketSender(line.clone()), receiver: SocketReceiver(line) }
    }

    /// Takes it apart, so that one part of a function receives while another sends.
    #[must_use]
    pub fn split(self) -> (SocketSender, SocketReceiver) {
        (self.sender, self.receiver)
    }

    /// Waits for the next message; `None` once the WebSocket is closed, or its connection lost.
    ///
    /// Nothing is lost if the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// Once, if the client broke the protocol or sent more than [`Limits`](crate::Limits) allow; the WebSocket is closed then.
    pub async fn receive(&mut self) -> Result<Option<Message>, SocketError> {
        self.receiver.receive().await
    }

    /// Waits for the next message, which is a text; `None` once the WebSocket is closed, or its connection lost.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is no text.
    pub async fn receive_text(&mut self) -> Result<Option<String>, SocketError> {
        self.receiver.receive_text().await
    }

    /// Waits for the next message, which is bytes; `None` once the WebSocket is closed, or its connection lost.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is a text.
    pub async fn receive_bytes(&mut self) -> Result<Option<Bytes>, SocketError> {
        self.receiver.receive_bytes().await
    }

    /// Waits for the next message and reads it as JSON, held to the same as a body; `None` once the WebSocket is closed, or its connection lost.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is no JSON, or does not fit the type. What is wrong is told to the client
    /// where the function ends with it.
    pub async fn receive_json<T: Model + DeserializeOwned>(&mut self) -> Result<Option<T>, SocketError> {
        self.receiver.receive_json().await
    }

    /// Sends a message. It waits while 64 KiB of earlier ones have not been written.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send(&self, message: impl Into<Message>) -> Result<(), SocketError> {
        self.sender.send(message).await
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send_text(&self, text: impl Into<String>) -> Result<(), SocketError> {
        self.sender.send_text(text).await
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send_bytes(&self, bytes: impl Into<Bytes>) -> Result<(), SocketError> {
        self.sender.send_bytes(bytes).await
    }

    /// Sends a value as JSON, in a text.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed, or the value cannot be written as JSON.
    pub async fn send_json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SocketError> {
        self.sender.send_json(value).await
    }

    /// Closes the WebSocket: nothing can be sent after it. `code` is 1000 where all went well; 4000 to 4999 are the
    /// application's own. Of a reason of more than 123 bytes the end is left out.
    ///
    /// # Errors
    ///
    /// If there is no such code.
    pub async fn close(&self, code: u16, reason: impl Into<String>) -> Result<(), SocketError> {
        self.sender.close(code, reason).await
    }

    /// Returns how the WebSocket ended; `None` while it is open.
    #[must_use]
    pub fn closed(&self) -> Option<Close> {
        self.receiver.closed()
    }
}

impl SocketReceiver {
    /// Waits for the next message, as [`Socket::receive`] does.
    ///
    /// # Errors
    ///
    /// Once, if the client broke the protocol or sent more than [`Limits`](crate::Limits) allow; the WebSocket is closed then.
    pub async fn receive(&mut self) -> Result<Option<Message>, SocketError> {
        poll_fn(|context| self.0.poll_receive(context)).await
    }

    /// Waits for the next message, which is a text.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is no text.
    pub async fn receive_text(&mut self) -> Result<Option<String>, SocketError> {
        match self.receive().await? {
            Some(Message::Text(text)) => Ok(Some(text)),
            Some(Message::Binary(_)) => Err(SocketError::unfit("Bytes instead of a text")),
            None => Ok(None),
        }
    }

    /// Waits for the next message, which is bytes.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is a text.
    pub async fn receive_bytes(&mut self) -> Result<Option<Bytes>, SocketError> {
        match self.receive().await? {
            Some(Message::Binary(bytes)) => Ok(Some(bytes)),
            Some(Message::Text(_)) => Err(SocketError::unfit("A text instead of bytes")),
            None => Ok(None),
        }
    }

    /// Waits for the next message and reads it as JSON.
    ///
    /// # Errors
    ///
    /// As for [`receive`](Self::receive); and if it is no JSON, or that of another type.
    pub async fn receive_json<T: Model + DeserializeOwned>(&mut self) -> Result<Option<T>, SocketError> {
        let Some(message) = self.receive().await? else { return Ok(None) };
        let (_, bytes) = message.parts();
        super::json::read(bytes).map(Some)
    }

    /// Returns how the WebSocket ended; `None` while it is open.
    #[must_use]
    pub fn closed(&self) -> Option<Close> {
        self.0.end()
    }
}

impl SocketSender {
    /// Sends a message. It waits while 64 KiB of earlier ones have not been written.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send(&self, message: impl Into<Message>) -> Result<(), SocketError> {
        let message = message.into();
        poll_fn(|context| self.0.poll_ready(context)).await?;
        self.0.send(&message)
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send_text(&self, text: impl Into<String>) -> Result<(), SocketError> {
        self.send(Message::Text(text.into())).await
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed.
    pub async fn send_bytes(&self, bytes: impl Into<Bytes>) -> Result<(), SocketError> {
        self.send(Message::Binary(bytes.into())).await
    }

    /// Sends a value as JSON, in a text.
    ///
    /// # Errors
    ///
    /// If the WebSocket is closed, or the value cannot be written as JSON.
    pub async fn send_json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SocketError> {
        let json = json::to_bytes(value).map_err(SocketError::unwritable)?;
        let text = String::from_utf8(json.into()).expect("JSON is UTF-8");
        self.send_text(text).await
    }

    /// Closes the WebSocket, as [`Socket::close`] does.
    ///
    /// # Errors
    ///
    /// If there is no such code.
    pub async fn close(&self, code: u16, reason: impl Into<String>) -> Result<(), SocketError> {
        if !may_be_sent(code) {
            return Err(SocketError::no_code(code));
        }
        self.0.close(Close::new(code, reason.into()));
        Ok(())
    }
}
