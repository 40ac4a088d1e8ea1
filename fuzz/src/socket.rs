//! Speaks on WebSockets of a served application, in whatever bytes it is told to.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::OnceLock,
    thread,
    time::Duration,
};

use brigade::{App, Limits, ServerOptions, WebSocket, routes, websocket};

/// Longer than a server takes that is not stuck.
const PATIENCE: Duration = Duration::from_secs(5);
const HANDSHAKE: &[u8] = b"GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
#[websocket("/echo", run = "inline")]
async fn echo(socket: WebSocket) -> brigade::Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(message) = socket.receive().await? {
        socket.send(message).await?;
    }
    Ok(())
}

fn address() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let address = listener.local_addr().expect("it is bound");
        drop(listener);
        let limits = Limits { message_bytes_max: 1024, fragments_max: 16, ..Limits::default() };
        let app = App::new("Echo").routes(routes![echo]).limits(limits);
        let options =
            ServerOptions { port: address.port(), workers: Some(1), access_log: false, ..ServerOptions::default() };
        #[expect(clippy::disallowed_methods, reason = "the server is what is fuzzed")]
        thread::spawn(move || app.serve(options).expect("the port is free"));
        while TcpStream::connect(address).is_err() {
            thread::yield_now();
        }
        address
    })
}

/// Opens a WebSocket, sends `bytes` and nothing more, and returns what came back after the handshake.
fn exchange(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address()).expect("the server is there");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time can be set");
    stream.write_all(&[HANDSHAKE, bytes].concat()).expect("the server reads");
    // The server may have closed the connection already.
    let _ = stream.shutdown(Shutdown::Write);
    let mut received = Vec::new();
    match stream.read_to_end(&mut received) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the server neither answers nor ends: {error}"),
    }
    let head = received.windows(4).position(|window| window == b"\r\n\r\n").expect("an answer to the handshake");
    assert!(received.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&received[..head]));
    received.split_off(head + 4)
}

/// Sends `bytes` on a WebSocket, and asserts that what comes back is whole frames, of which the last closes it.
pub(crate) fn answers_in_frames(bytes: &[u8]) {
    let received = exchange(bytes);
    let mut rest = &received[..];
    while !rest.is_empty() {
        let (opcode, payload, after) = frame(rest).unwrap_or_else(|| panic!("no frame: {rest:?} of {received:?}"));
        match opcode {
            // Text, which is text; bytes; a pong.
            1 => assert!(str::from_utf8(payload).is_ok(), "{payload:?}"),
            2 | 10 => {}
            8 => {
                assert!(after.is_empty(), "{after:?} after the end");
                // Without a code, or with one that may be sent (RFC 6455, section 7.4): a client's own comes back.
                let code = payload.first_chunk().map_or(1000, |code| u16::from_be_bytes(*code));
                assert!(matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999), "{code}");
            }
            other => panic!("a frame of the kind {other}"),
        }
        rest = after;
    }
}

/// Reads a frame as servers write them: final, without a mask.
fn frame(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..126 => (usize::from(length), rest),
        126 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes(*length)), rest)
        }
        _ => return None,
    };
    let (payload, after) = rest.split_at_checked(length)?;
    (first & 0xF0 == 0x80).then_some((first & 0x0F, payload, after))
}
