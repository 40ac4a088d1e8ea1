//! What clients see that open WebSockets and speak on them, byte by byte.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]
#![expect(clippy::disallowed_methods, reason = "servers of tests are threads")]

mod floods;
mod frames;
mod handshakes;
mod in_process;
mod lives;
#[cfg(feature = "http2")]
mod streams;
mod talks;
mod wire;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use brigade::{App, ServerOptions};

use self::wire::Wire;

/// Longer than anything that is waited for. It only ever passes when a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves `app` for as long as the tests run.
fn serve(app: App) -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let options = ServerOptions { port: free.port(), workers: Some(1), access_log: false, ..ServerOptions::default() };
    thread::spawn(move || app.serve(options).unwrap());
    let since = Instant::now();
    while TcpStream::connect(free).is_err() {
        assert!(since.elapsed() < PATIENCE);
        thread::yield_now();
    }
    free
}
