//! Is a client that writes frames as a test says, right or wrong.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use super::PATIENCE;

pub(crate) const TEXT: u8 = 0x81;
pub(crate) const BINARY: u8 = 0x82;
pub(crate) const CLOSE: u8 = 0x88;
pub(crate) const PING: u8 = 0x89;
pub(crate) const PONG: u8 = 0x8A;

pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    received: Vec<u8>,
}

impl Wire {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream, received: Vec::new() }
    }

    /// Connects, and opens a WebSocket at `target`.
    #[track_caller]
    pub(crate) fn open(address: SocketAddr, target: &str) -> Self {
        let mut wire = Self::connect(address);
        let head = wire.ask(target, "");
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        wire
    }

    /// Asks for a WebSocket with more header lines, and returns the head of the answer.
    pub(crate) fn ask(&mut self, target: &str, lines: &str) -> String {
        self.send(format!(
            "GET {target} HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
        ));
        self.head()
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.stream.write_all(bytes.as_ref()).unwrap();
        self
    }

    /// Reads the head of an answer.
    #[track_caller]
    pub(crate) fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head: Vec<u8> = self.received.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            assert!(self.read(), "no whole head: {:?}", String::from_utf8_lossy(&self.received));
        }
    }

    /// Reads so many bytes.
    #[track_caller]
    pub(crate) fn body(&mut self, length: usize) -> String {
        String::from_utf8(self.take(length)).unwrap()
    }

    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        let length = self.stream.read(&mut bytes).unwrap();
        self.received.extend_from_slice(&bytes[..length]);
        length > 0
    }

    #[track_caller]
    fn take(&mut self, length: usize) -> Vec<u8> {
        while self.received.len() < length {
            assert!(self.read(), "{length} bytes, not the end after {:?}", self.received);
        }
        self.received.drain(..length).collect()
    }

    /// Sends a frame: its first byte, and what it carries.
    pub(crate) fn say(&mut self, first: u8, payload: impl AsRef<[u8]>) -> &mut Self {
        self.send(frame(first, payload.as_ref()))
    }

    /// Expects a frame.
    #[track_caller]
    pub(crate) fn hears(&mut self, first: u8, payload: impl AsRef<[u8]>) -> &mut Self {
        let (heard, bytes) = self.hear();
        let (text, expected) = (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(payload.as_ref()));
        assert_eq!((heard, text), (first, expected));
        self
    }

    /// Reads a frame.
    #[track_caller]
    pub(crate) fn hear(&mut self) -> (u8, Vec<u8>) {
        let head = self.take(2);
        let length = match head[1] {
            126 => self.take(2),
            127 => self.take(8),
            length => vec![length],
        };
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        (head[0], self.take(length))
    }

    /// Expects a close frame, answers it, and expects the end.
    #[track_caller]
    pub(crate) fn hears_goodbye(&mut self, code: u16, reason: &str) {
        self.hears(CLOSE, [&code.to_be_bytes(), reason.as_bytes()].concat()).say(CLOSE, code.to_be_bytes()).ends();
    }

    /// Expects the end of the connection.
    #[track_caller]
    pub(crate) fn ends(&mut self) {
        assert_eq!(self.received, [0; 0]);
        assert!(!self.read(), "more than the end: {:?}", self.received);
    }
}

/// Writes a frame as clients do, with a mask.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x12, 0x34, 0x56, 0x78];
    let mut frame = vec![first];
    match payload.len() {
        length @ ..126 => frame.push(0x80 | length as u8),
        length @ 126..=0xFFFF => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}
