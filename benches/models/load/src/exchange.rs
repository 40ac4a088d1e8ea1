//! One request and its answer, on a connection that is kept for the next.

use std::{
    cell::RefCell,
    io,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout_at,
};

use crate::outcome::Outcome;

/// Is a request as it is sent.
pub(crate) struct Request(Vec<u8>);

impl Request {
    pub(crate) fn get(path: &str) -> Self {
        Self(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes())
    }

    pub(crate) fn post(path: &str, content_type: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        Self([head.as_bytes(), body].concat())
    }
}

/// Holds connections for which nothing waits.
#[derive(Clone, Default)]
pub(crate) struct Idle(Rc<RefCell<Vec<TcpStream>>>);

/// Sends requests to one server, each on a connection of its own while it waits.
#[derive(Clone, Copy)]
pub(crate) struct Client {
    address: SocketAddr,
    timeout: Duration,
}

impl Client {
    pub(crate) fn new(address: SocketAddr, timeout: Duration) -> Self {
        Self { address, timeout }
    }

    /// Sends `request`, which was due at `due`, and reads the whole answer.
    pub(crate) async fn ask(self, request: &Request, due: Instant, idle: &Idle) -> Outcome {
        match timeout_at((due + self.timeout).into(), self.exchange(request, idle)).await {
            Ok(Ok(status)) => Outcome { status, took: due.elapsed() },
            Ok(Err(_)) => Outcome { took: due.elapsed(), ..Outcome::BROKEN },
            Err(_) => Outcome { took: due.elapsed(), ..Outcome::LEFT },
        }
    }

    async fn exchange(self, request: &Request, idle: &Idle) -> io::Result<u16> {
        let kept = idle.0.borrow_mut().pop();
        let was_kept = kept.is_some();
        match self.exchange_on(kept, request, idle).await {
            // The server may close a connection that was idle just when it is used again.
            Err(error) if was_kept && error.kind() == io::ErrorKind::NotConnected => {
                self.exchange_on(None, request, idle).await
            }
            result => result,
        }
    }

    async fn exchange_on(self, kept: Option<TcpStream>, request: &Request, idle: &Idle) -> io::Result<u16> {
        let mut stream = match kept {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        // An answer may come before the whole request is sent: a server that refuses does not read it.
        let (mut reading, mut writing) = stream.split();
        let mut answer = Answer::default();
        let mut written = 0;
        while !answer.is_complete() {
            tokio::select! {
                biased;
                result = answer.read(&mut reading) => result.map_err(|error| answer.failure(error))?,
                result = writing.write(&request.0[written..]), if written < request.0.len() => {
                    written += result.map_err(|error| answer.failure(error))?;
                }
            }
        }
        if answer.keeps_connection && written == request.0.len() {
            idle.0.borrow_mut().push(stream);
        }
        Ok(answer.status)
    }
}

/// Is what has arrived of an answer.
#[derive(Default)]
struct Answer {
    bytes: Vec<u8>,
    status: u16,
    /// Where the body ends; 0 while the head is not there.
    end: usize,
    keeps_connection: bool,
}

impl Answer {
    fn is_complete(&self) -> bool {
        self.end > 0 && self.bytes.len() >= self.end
    }

    async fn read(&mut self, stream: &mut (impl AsyncReadExt + Unpin)) -> io::Result<()> {
        if stream.read_buf(&mut self.bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if self.end == 0
            && let Some(head) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n")
        {
            self.read_head(head)?;
        }
        Ok(())
    }

    /// Says what `error` means: while nothing has come, the connection was closed before the server saw the request.
    fn failure(&self, error: io::Error) -> io::Error {
        if self.bytes.is_empty() { io::ErrorKind::NotConnected.into() } else { error }
    }

    fn read_head(&mut self, length: usize) -> io::Result<()> {
        let head = str::from_utf8(&self.bytes[..length]).map_err(io::Error::other)?.to_ascii_lowercase();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        self.status = status.ok_or_else(|| io::Error::other("no status line"))?;
        let body: usize = header("content-length:")
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| io::Error::other("an answer without a length"))?;
        self.keeps_connection = header("connection:") != Some("close");
        self.end = length + 4 + body;
        Ok(())
    }
}
