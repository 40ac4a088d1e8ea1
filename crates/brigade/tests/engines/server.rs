//! A server on a socket, and a client that keeps its connection.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use brigade::{App, Result, ServerOptions};

/// Longer than anything that is waited for. It only ever passes when a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Serves `app` for as long as the tests run, or until it fails. It listens when this returns.
pub(crate) fn serve(app: App) -> (SocketAddr, JoinHandle<Result<()>>) {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let options = ServerOptions { port: address.port(), access_log: false, ..ServerOptions::default() };
    let server = thread::spawn(move || app.serve(options));
    let since = Instant::now();
    while TcpStream::connect(address).is_err() && !server.is_finished() {
        assert!(since.elapsed() < PATIENCE, "it does not listen");
        thread::yield_now();
    }
    (address, server)
}

/// Sends requests on one connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Returns the head of the answer and its body.
    pub(crate) fn get(&mut self, target: &str) -> (String, String) {
        let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(self.0.read_line(&mut head).unwrap() > 0, "the connection ends: {head}");
        }
        let length = head.to_ascii_lowercase();
        let length = length.split_once("content-length: ").unwrap().1.split_once('\r').unwrap().0.parse().unwrap();
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }
}
