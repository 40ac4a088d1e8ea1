//! Speaks just enough HTTP to load a server: one request at a time on blocking sockets.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::Result;

/// Is a connection to a server.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// What of `buffer` has been read and not used.
    filled: usize,
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Result<Self> {
        Self::with_buffer(address, 256 * 1024)
    }

    /// Connects for requests whose answers are small.
    pub(crate) fn connect_small(address: SocketAddr) -> Result<Self> {
        Self::with_buffer(address, 1024)
    }

    fn with_buffer(address: SocketAddr, bytes: usize) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream, buffer: vec![0; bytes], filled: 0 })
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Reads a head, and returns its status and the length that it announces.
    pub(crate) fn head(&mut self) -> Result<(u16, usize)> {
        let end = loop {
            if let Some(end) = self.buffer[..self.filled].windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            match self.stream.read(&mut self.buffer[self.filled..])? {
                0 => return Err("the connection ended in a head".into()),
                read => self.filled += read,
            }
        };
        let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
        let status = head.get(9..12).ok_or("no status")?.parse()?;
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        let length = length.map_or(Ok(0), str::parse)?;
        self.buffer.copy_within(end..self.filled, 0);
        self.filled -= end;
        Ok((status, length))
    }

    /// Reads and forgets so many bytes.
    pub(crate) fn discard(&mut self, bytes: usize) -> Result<()> {
        let mut left = bytes.checked_sub(self.filled).ok_or("more came than was announced")?;
        self.filled = 0;
        while left > 0 {
            let room = left.min(self.buffer.len());
            match self.stream.read(&mut self.buffer[..room])? {
                0 => return Err("the connection ended in a body".into()),
                read => left -= read,
            }
        }
        Ok(())
    }

    /// Reads until `text` has come.
    pub(crate) fn wait_for(&mut self, text: &[u8]) -> Result<()> {
        while !self.buffer[..self.filled].windows(text.len()).any(|window| window == text) {
            match self.stream.read(&mut self.buffer[self.filled..])? {
                0 => return Err("the connection ended too early".into()),
                read => self.filled += read,
            }
        }
        Ok(())
    }
}
