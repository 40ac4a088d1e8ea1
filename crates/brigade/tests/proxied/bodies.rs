//! Bodies on their way through: as they come, and no faster than they are taken.

use super::*;

#[test]
fn pieces_pass_as_they_come() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    let mut server = old.accept();
    assert!(server.head().contains("transfer-encoding: chunked"));
    server.says("3\r\none\r\n");
    client.send("3\r\ntwo\r\n");
    server.says("3\r\ntwo\r\n");
    client.send("0\r\n\r\n");
    server.says("0\r\n\r\n").send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfour\r\n");
    assert!(client.head().contains("transfer-encoding: chunked"));
    client.says("4\r\nfour\r\n");
    server.send("4\r\nfive\r\n");
    client.says("4\r\nfive\r\n");
    server.send("0\r\n\r\n");
    client.says("0\r\n\r\n");
}

#[test]
fn a_get_has_its_body_too() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send("GET /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n");
    let mut server = old.accept();
    assert!(server.head().contains("transfer-encoding: chunked"));
    server.says("3\r\none\r\n0\r\n\r\n");
}

#[test]
fn trailers_pass_to_those_who_take_them() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te\r\nTrailer: x-sum\r\n\
         Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-sum: 1\r\n\r\n",
    );
    let mut server = old.accept();
    let head = server.head();
    assert!(head.contains("te: trailers") && head.contains("trailer: x-sum"), "{head}");
    server.says("1\r\na\r\n0\r\nx-sum: 1\r\n\r\n");
    server
        .send("HTTP/1.1 200 OK\r\ntrailer: x-sum\r\ntransfer-encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nx-sum: 2\r\n\r\n");
    client.head();
    client.says("1\r\nb\r\n0\r\nx-sum: 2\r\n\r\n");
}

/// More than the buffers of four sockets, less than anybody would call constant.
const HELD_BYTES_MAX: usize = 48 << 20;

#[test]
fn who_takes_nothing_is_sent_nothing() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(format!("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40));
    let mut server = old.accept();
    server.head();
    let sent = client.fill(&[b'x'; 1 << 16], HELD_BYTES_MAX);
    assert!(sent < HELD_BYTES_MAX, "the client could send {sent} bytes that nobody took");

    let mut client = Wire::connect(front);
    client.get("/b");
    let mut server = old.accept();
    server.head();
    server.send(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1_u64 << 40));
    let sent = server.fill(&[b'x'; 1 << 16], HELD_BYTES_MAX);
    assert!(sent < HELD_BYTES_MAX, "the server could send {sent} bytes that nobody took");
}

#[test]
fn a_client_that_waits_for_100_hears_what_the_server_says() {
    let (front, old) = start(|proxy| proxy);
    let request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n";
    let mut client = Wire::connect(front);
    client.send(request);
    let mut server = old.accept();
    assert!(server.head().contains("expect: 100-continue"));
    server.send("HTTP/1.1 100 Continue\r\n\r\n");
    client.says("HTTP/1.1 100 Continue\r\n\r\n").send("body");
    server.says("body").send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 200 OK\ncontent-length: 0");

    client.send(request);
    server.head();
    server.send("HTTP/1.1 417 Expectation Failed\r\ncontent-length: 2\r\n\r\nno");
    assert_eq!(client.head(), "HTTP/1.1 417 Expectation Failed\nconnection: close\ncontent-length: 2", "and not 100");
    client.says("no");
    // The server still waits for a body, so what came next would be taken for it.
    server.closed();
}

#[test]
fn the_server_is_left_when_the_client_leaves() {
    let (front, old) = start(|proxy| proxy);
    // While the server thinks, which takes a second or two to be seen.
    let mut client = Wire::connect(front);
    client.get("/a");
    let mut server = old.accept();
    server.head();
    drop(client);
    server.closed();
    // While it answers.
    let mut client = Wire::connect(front);
    client.get("/b");
    let mut server = old.accept();
    server.head();
    server.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n");
    client.head();
    drop(client);
    server.fill(b"1\r\na\r\n", usize::MAX);
    assert!(server.stream.take_error().unwrap().is_none() && server.stream.write_all(b"1").is_err());
    // While it is asked.
    let mut client = Wire::connect(front);
    client.send("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsome");
    let mut server = old.accept();
    server.head();
    server.says("some");
    drop(client);
    server.closed();
}
