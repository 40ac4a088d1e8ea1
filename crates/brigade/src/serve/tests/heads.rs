//! What a head may be.

use super::*;

#[test]
fn a_head_is_served_or_refused() {
    let server = Server::start(Limits::default());
    let long = |length: usize| "x".repeat(length);
    let many = |count: usize| (0..count).map(|index| format!("h{index}: x\r\n")).collect::<String>();
    let get = |rest: &str| format!("GET / HTTP/1.1\r\n{rest}\r\n");
    let target = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
    let method = |method: &str| format!("{method} /p HTTP/1.1\r\nHost: a\r\n\r\n");
    let cases: Vec<(&str, String, u16)> = vec![
        ("one host", get("Host: a\r\n"), 200),
        ("a port", get("Host: example.com:8000\r\n"), 200),
        ("an IPv6 address", get("Host: [::1]:8000\r\n"), 200),
        ("no host", get(""), 400),
        ("two hosts", get("Host: a\r\nHost: b\r\n"), 400),
        ("the same host twice", get("Host: a\r\nHost: a\r\n"), 400),
        ("an empty host", get("Host:\r\n"), 400),
        ("userinfo", get("Host: user@a\r\n"), 400),
        ("a path in the host", get("Host: a/b\r\n"), 400),
        ("a comma in the host", get("Host: a,b\r\n"), 400),
        ("a host of HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n".into(), 200),
        ("no host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n".into(), 200),
        ("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n".into(), 400),
        ("a path", target("/a/b?c=d%20e"), 200),
        ("two slashes", target("//a"), 200),
        ("an absolute target", target("http://a/b"), 200),
        ("an absolute target of another host", target("http://b/b"), 400),
        ("an absolute target with userinfo", "GET http://u@a/ HTTP/1.1\r\nHost: u@a\r\n\r\n".into(), 400),
        ("another scheme", target("ftp://a/b"), 400),
        ("an authority", target("a:80"), 400),
        ("a path without slash", target("a"), 400),
        ("an asterisk", target("*"), 400),
        ("bytes that are not ASCII", target("/\u{e9}"), 400),
        ("a control character", target("/\u{1}"), 400),
        ("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".into(), 404),
        ("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n".into(), 501),
        ("an unknown method", method("BREW"), 200),
        ("a method of 32", method(&long(32)), 200),
        ("a method of 33", method(&long(33)), 400),
        ("a method with brackets", method("G(T"), 400),
        ("a target of 8 KiB", target(&format!("/{}", long(8191))), 200),
        ("a target of 8 KiB and one", target(&format!("/{}", long(8192))), 414),
        ("100 headers", get(&format!("Host: a\r\n{}", many(99))), 200),
        ("101 headers", get(&format!("Host: a\r\n{}", many(100))), 431),
        ("a header of 30 KiB", get(&format!("Host: a\r\nx: {}\r\n", long(30 << 10))), 200),
        ("a header of 100 KiB", get(&format!("Host: a\r\nx: {}\r\n", long(100 << 10))), 431),
        ("a method of 100 KiB", method(&long(100 << 10)), 431),
        ("a folded header", get("Host: a\r\nx: y\r\n z\r\n"), 400),
        ("a space before the colon", get("Host : a\r\n"), 400),
        ("NUL in a value", get("Host: a\r\nx: \0\r\n"), 400),
        ("another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n".into(), 400),
        ("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n".into(), 400),
        ("two lengths", get("Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n"), 400),
        ("a length with a sign", get("Host: a\r\nContent-Length: +1\r\n"), 400),
        ("an unknown transfer coding", get("Host: a\r\nTransfer-Encoding: gzip\r\n"), 400),
    ];
    for (name, head, status) in cases {
        let mut client = server.connect();
        // The server may have refused it before its end.
        let _ = client.stream.write_all(head.as_bytes());
        let answer = client.answer();
        assert_eq!(answer.status, status, "{name}: {answer:?}");
        if status >= 400 {
            assert!(answer.closes(), "{name}: {answer:?}");
            assert!(answer.body.starts_with(r#"{"detail":""#), "{name}: {answer:?}");
            client.closed();
        }
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    let requests: String = (0..500).map(|index| format!("GET /{index} HTTP/1.1\r\nHost: a\r\n\r\n")).collect();
    client.send(requests);
    for index in 0..500 {
        check(&client.answer(), 200, &format!("GET /{index}"));
    }
}

#[test]
fn a_refused_head_ends_what_was_pipelined() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/a").send("GET /b HTTP/1.1\r\n\r\n").get("/c");
    check(&client.answer(), 200, "GET /a");
    check(&client.answer(), 400, r#"{"detail":"Missing Host header"}"#);
    client.closed();
}

#[test]
fn a_client_that_ends_its_side_is_still_answered() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.get("/a").end();
    check(&client.answer(), 200, "GET /a");
    client.closed();
}

#[test]
fn a_head_in_pieces_is_one_head() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    for byte in b"PUT /a HTTP/1.1\r\nHost: a\r\n\r\n" {
        client.send([*byte]);
    }
    check(&client.answer(), 200, "PUT /a");
}

#[test]
fn old_clients_get_what_they_know() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.send("GET /a HTTP/1.0\r\n\r\n");
    check(&client.answer(), 200, "GET /a");
    client.closed();
    let mut client = server.connect();
    client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    check(&client.answer(), 200, "GET /a");
    client.get("/b");
    check(&client.answer(), 200, "GET /b");
}
