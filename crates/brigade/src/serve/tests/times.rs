//! How long a client may take.

use super::*;

const SHORT: Duration = Duration::from_millis(150);

#[test]
fn a_client_that_says_nothing_is_closed() {
    let server = Server::start(Limits { head_time_max: SHORT, ..Limits::default() });
    server.connect().closed();
}

#[test]
fn a_head_that_is_late_is_refused() {
    let server = Server::start(Limits { head_time_max: SHORT, ..Limits::default() });
    // `P` may yet become the preface of HTTP/2.
    for head in ["G", "P", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n"] {
        let mut client = server.connect();
        client.send(head);
        check(&client.answer(), 408, r#"{"detail":"Request Timeout"}"#);
        client.closed();
    }
}

#[test]
fn a_head_that_drips_is_refused() {
    let server = Server::start(Limits { head_time_max: SHORT, ..Limits::default() });
    let mut client = server.connect();
    client.send("GET / HTTP/1.1\r\nx: ");
    client.stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    while client.stream.peek(&mut [0]).is_err() {
        client.send("x");
    }
    client.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    check(&client.answer(), 408, r#"{"detail":"Request Timeout"}"#);
}

#[test]
fn the_second_head_has_a_limit_too() {
    let server = Server::start(Limits { head_time_max: SHORT, ..Limits::default() });
    let mut client = server.connect();
    client.get("/a");
    check(&client.answer(), 200, "GET /a");
    client.send("GET / HT");
    check(&client.answer(), 408, r#"{"detail":"Request Timeout"}"#);
    client.closed();
}

#[test]
fn an_idle_connection_is_closed_without_a_word() {
    let server = Server::start(Limits { idle_time_max: SHORT, ..Limits::default() });
    let mut client = server.connect();
    client.get("/a");
    check(&client.answer(), 200, "GET /a");
    client.closed();
}

#[test]
fn an_idle_connection_stays_usable() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    for path in ["/a", "/b"] {
        client.get(path);
        check(&client.answer(), 200, &format!("GET {path}"));
        // Long enough for the buffers to be given back. Nothing comes meanwhile, not even the end.
        client.stream.set_read_timeout(Some(Duration::from_millis(1700))).unwrap();
        let error = client.stream.peek(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        client.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    }
}

#[test]
fn a_waiting_request_is_not_an_idle_connection() {
    let server = Server::start(Limits { idle_time_max: SHORT, head_time_max: SHORT, ..Limits::default() });
    let mut client = server.connect();
    client.get("/wait");
    assert_eq!(server.event(), "began");
    // Another connection's end tells that the time has passed.
    server.connect().closed();
    server.connect().closed();
    server.gate.add_permits(1);
    check(&client.answer(), 200, "waited");
}

#[test]
fn a_client_that_takes_nothing_is_closed() {
    let server = Server::start(Limits { write_stall_max: SHORT, ..Limits::default() });
    let mut client = server.connect();
    client.get("/large");
    // Nothing is read until the server has dropped the response.
    assert_eq!(server.event(), "left");
    let mut received = 0;
    while client.read() {
        received += std::mem::take(&mut client.received).len();
    }
    assert!(received < 64 << 20, "{received} bytes came, which is all");
}

#[test]
fn the_work_of_a_client_that_left_is_dropped() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/wait");
    assert_eq!(server.event(), "began");
    drop(client);
    assert_eq!(server.event(), "left");
}

#[test]
fn a_stream_that_says_nothing_ends_when_its_client_leaves() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/silent");
    assert!(client.read(), "a head");
    drop(client);
    assert_eq!(server.event(), "left");
}
