//! What a body may be, and that a connection never takes one for the next request.

use super::*;

const MILLISECONDS: fn(u64) -> Duration = Duration::from_millis;

fn post(path: &str, headers: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}")
}

#[test]
fn a_body_within_the_limit_arrives() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    let cases = [
        ("Content-Length: 0\r\n", "".to_owned(), "0 bytes"),
        ("", "".to_owned(), "0 bytes"),
        ("Content-Length: 5\r\n", "hello".to_owned(), "5 bytes"),
        ("Content-Length: 1024\r\n", "x".repeat(1024), "1024 bytes"),
        ("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n3\r\n!!!\r\n0\r\n\r\n".to_owned(), "8 bytes"),
        ("Transfer-Encoding: chunked\r\n", format!("{}0\r\n\r\n", "1\r\nx\r\n".repeat(1024)), "1024 bytes"),
        ("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n0\r\nx-trailer: y\r\n\r\n".to_owned(), "2 bytes"),
    ];
    for (headers, body, expected) in cases {
        client.send(post("/collect", headers, &body));
        check(&client.answer(), 200, expected);
    }
}

#[test]
fn a_body_in_pieces_is_one_body() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.send(post("/collect", "Content-Length: 300\r\n", ""));
    for _ in 0..300 {
        client.send("x");
    }
    check(&client.answer(), 200, "300 bytes");
}

#[test]
fn a_client_that_waits_for_100_is_told_to_continue() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.send(post("/collect", "Expect: 100-continue\r\nContent-Length: 5\r\n", ""));
    assert_eq!(client.answer().status, 100);
    client.send("hello");
    check(&client.answer(), 200, "5 bytes");
    client.send(post("/collect", "Expect: 100-continue\r\nContent-Length: 5000000\r\n", ""));
    check(&client.answer(), 413, r#"{"detail":"Request body too large"}"#);
    client.closed();
}

#[test]
fn a_body_over_the_limit_is_refused_and_ends_the_connection() {
    let server = Server::start(Limits::default());
    // A length alone is enough; the body would never come.
    let mut client = server.connect();
    client.send(post("/collect", "Content-Length: 5000000\r\n", ""));
    check(&client.answer(), 413, r#"{"detail":"Request body too large"}"#);
    client.end().closed();
    // Without a length, bytes are counted.
    let mut client = server.connect();
    let chunk = format!("400\r\n{}\r\n1\r\nx\r\n", "x".repeat(1024));
    client.send(post("/collect", "Transfer-Encoding: chunked\r\n", &chunk));
    check(&client.answer(), 413, r#"{"detail":"Request body too large"}"#);
    client.closed();
}

#[test]
fn the_refusal_of_a_large_body_is_readable_while_it_is_sent() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.send(post("/collect", "Content-Length: 60000\r\n", &"x".repeat(60_000)));
    let answer = client.answer();
    check(&answer, 413, r#"{"detail":"Request body too large"}"#);
    assert!(answer.closes());
    client.closed();
}

#[test]
fn an_unread_body_is_never_the_next_request() {
    let server = Server::start(Limits::default());
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut client = server.connect();
    let length = format!("Content-Length: {}\r\n", smuggled.len());
    client.send(post("/ignore", &length, smuggled)).get("/next");
    check(&client.answer(), 200, "POST /ignore");
    check(&client.answer(), 200, "GET /next");
    // Larger than what comes with the head: closed, for the rest cannot be waited for.
    let mut client = server.connect();
    let body = smuggled.repeat(1000);
    client.send(post("/ignore", &format!("Content-Length: {}\r\n", body.len() + 1), &body));
    let answer = client.answer();
    check(&answer, 200, "POST /ignore");
    assert!(answer.closes());
    client.closed();
}

#[test]
fn a_client_whose_body_nobody_waits_for_is_told_that_the_connection_ends() {
    let server = Server::start(Limits::default());
    for headers in ["Content-Length: 5\r\n", "Expect: 100-continue\r\nContent-Length: 5\r\n"] {
        let mut client = server.connect();
        client.send(post("/ignore", headers, "hell"));
        let answer = client.answer();
        check(&answer, 200, "POST /ignore");
        assert!(answer.closes(), "{headers}");
        client.send("o").closed();
    }
    // One that has sent it goes on.
    let mut client = server.connect();
    for _ in 0..3 {
        client.send(post("/ignore", "Content-Length: 5\r\n", "hello"));
        let answer = client.answer();
        check(&answer, 200, "POST /ignore");
        assert!(!answer.closes());
    }
}

#[test]
fn a_length_beside_chunks_ends_the_connection() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    let headers = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
    client.send(post("/collect", headers, "5\r\nhello\r\n0\r\n\r\n")).get("/smuggled");
    check(&client.answer(), 200, "5 bytes");
    client.closed();
}

#[test]
fn chunks_that_are_none_are_refused() {
    let server = Server::start(Limits::default());
    for body in ["x\r\n", "-1\r\n", "0x5\r\nhello", "ffffffffffffffffff\r\n", "5\nhello\n", "5\r\nhelloX"] {
        let mut client = server.connect();
        client.send(post("/collect", "Transfer-Encoding: chunked\r\n", body)).end();
        check(&client.answer(), 400, r#"{"detail":"There was an error parsing the body"}"#);
        client.closed();
    }
}

#[test]
fn a_body_that_stalls_is_refused() {
    let server = Server::start(Limits { body_gap_max: MILLISECONDS(100), ..Limits::default() });
    for headers in ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"] {
        let mut client = server.connect();
        client.send(post("/collect", headers, "1\r\n"));
        let answer = client.answer();
        check(&answer, 408, r#"{"detail":"Request body too slow"}"#);
        assert!(answer.closes());
        client.closed();
    }
}

#[test]
fn a_body_that_drips_is_refused() {
    let limits = Limits { body_grace: MILLISECONDS(200), body_rate_min: 1_000_000, ..Limits::default() };
    let server = Server::start(limits);
    let mut client = server.connect();
    client.send(post("/collect", "Content-Length: 1000\r\n", ""));
    // A byte every few milliseconds, until the answer is there.
    client.stream.set_read_timeout(Some(MILLISECONDS(5))).unwrap();
    let mut sent = 0;
    while client.stream.peek(&mut [0]).is_err() {
        client.send("x");
        sent += 1;
    }
    client.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    check(&client.answer(), 408, r#"{"detail":"Request body too slow"}"#);
    assert!(sent > 1, "{sent} bytes were taken");
    client.closed();
}
