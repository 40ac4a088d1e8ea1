//! One HTTP/1.1 connection of the client, never waited for.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
};

use rustix::{
    io::Errno,
    net::{AddressFamily, SocketFlags, SocketType, connect, socket_with},
};

/// A connection, and the bytes of an answer that have arrived.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) socket: TcpStream,
    received: Vec<u8>,
    /// How much of the request the kernel has not taken; it is at the request's end.
    unwritten: usize,
}

/// What the bytes so far amount to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Part,
    /// A whole answer with this status.
    Answer(u16),
}

impl Connection {
    /// Begins to connect.
    ///
    /// # Errors
    ///
    /// When there are no descriptors or ports left.
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
        match connect(&socket, &address) {
            Ok(()) | Err(Errno::INPROGRESS) => {}
            Err(error) => return Err(error.into()),
        }
        let socket = TcpStream::from(socket);
        socket.set_nodelay(true)?;
        Ok(Self { socket, received: Vec::new(), unwritten: 0 })
    }

    /// Sends `request`, or what the kernel takes of it now.
    ///
    /// # Errors
    ///
    /// When the connection is broken.
    pub(crate) fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.unwritten = request.len();
        self.resume(request)
    }

    /// Sends what is left of `request`.
    ///
    /// # Errors
    ///
    /// When the connection is broken.
    pub(crate) fn resume(&mut self, request: &[u8]) -> io::Result<()> {
        while self.unwritten > 0 {
            match self.socket.write(&request[request.len() - self.unwritten..]) {
                Ok(written) => self.unwritten -= written,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// When the connection is broken, and when the server has closed it.
    pub(crate) fn receive(&mut self) -> io::Result<Received> {
        let mut buffer = [0; 4096];
        loop {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.received.extend_from_slice(&buffer[..count]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => break,
                Err(error) => return Err(error),
            }
        }
        match answer(&self.received) {
            Some((length, status)) => {
                self.received.drain(..length);
                Ok(Received::Answer(status))
            }
            None => Ok(Received::Part),
        }
    }
}

/// Returns the length and the status of the answer with which `bytes` begins, once it is whole.
///
/// The service always says how long its bodies are, so no other framing is understood.
fn answer(bytes: &[u8]) -> Option<(usize, u16)> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = str::from_utf8(&bytes[..head]).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    let body = text.lines().filter_map(|line| line.split_once(':'));
    let mut body = body.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = head + 4 + body.next().and_then(|(_, length)| length.trim().parse().ok()).unwrap_or(0);
    (bytes.len() >= length).then_some((length, status))
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn an_answer_ends_where_it_says() {
        let cases: &[(&str, Option<(usize, u16)>)] = &[
            ("", None),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", None),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n", None),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Some((40, 200))),
            ("HTTP/1.1 200 OK\r\nContent-Length:2\r\n\r\nokHTTP/1.1 ", Some((39, 200))),
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", Some((36, 503))),
        ];
        for (bytes, expected) in cases {
            assert_eq!(answer(bytes.as_bytes()), *expected, "{bytes:?}");
        }
    }
}
