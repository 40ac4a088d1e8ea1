//! What the other server gets of a request, and the client of its answer.

use super::*;

#[test]
fn a_request_and_its_answer_pass() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(
        "POST //a%2Fb/../c?x=%20&y HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\nX-Mine: 1\r\nX-Mine: 2\r\n\
         Connection: keep-alive, x-hop\r\nX-Hop: 1\r\nX-Forwarded-For: 10.0.0.1\r\n\r\nbody",
    );
    let mut server = old.accept();
    let expected = "POST //a%2Fb/../c?x=%20&y HTTP/1.1\ncontent-length: 4\n\
                    forwarded: for=127.0.0.1;host=\"shop.example\";proto=http\nhost: shop.example\nvia: 1.1 brigade\n\
                    x-forwarded-for: 127.0.0.1\nx-forwarded-host: shop.example\nx-forwarded-proto: http\n\
                    x-mine: 1\nx-mine: 2\nx-real-ip: 127.0.0.1";
    assert_eq!(server.head(), expected);
    server.says("body").send(
        "HTTP/1.1 201 Fine\r\ncontent-length: 2\r\nset-cookie: a=1\r\nset-cookie: b=2\r\nserver: old\r\n\
         connection: keep-alive, x-hop\r\nx-hop: 1\r\nkeep-alive: timeout=5\r\n\r\nok",
    );
    let expected = "HTTP/1.1 201 Created\ncontent-length: 2\nserver: old\nset-cookie: a=1\nset-cookie: b=2";
    assert_eq!(client.head(), expected);
    client.says("ok");

    // The connections of both sides are used again.
    client.get("/b");
    assert!(server.head().starts_with("GET /b HTTP/1.1\n"));
    server.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 200 OK\ncontent-length: 0");
    assert!(old.is_left_alone());
}

#[test]
fn no_client_takes_away_what_a_layer_has_added() {
    async fn name_user(mut request: Request, next: Next) -> Response {
        request.headers_mut().insert("x-user", "7".parse().unwrap());
        next.run(request).await
    }
    let old = Old::listen();
    let mut client = Wire::connect(serve(App::new("New").fallback_proxy(old.proxy()).middleware(name_user)));
    client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-User, x-hop\r\nX-User: 1\r\nX-Hop: 1\r\n\r\n");
    let head = old.accept().head();
    assert!(head.contains("\nx-user: 7") && !head.contains("x-hop"), "{head}");
}

#[test]
fn only_what_has_no_operation_is_passed_on() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.get("/ours").head();
    client.says("\"ours\"");
    client.send("POST /slash HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(client.head().contains("location: http://a/slash/"));
    assert!(old.is_left_alone());

    // Another method of our path, and the other ending where ours would not take the method.
    let mut server = None;
    for line in ["DELETE /ours", "GET /slash/", "GET /slash"] {
        client.send(format!("{line} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let server = server.get_or_insert_with(|| old.accept());
        assert!(server.head().starts_with(line), "{line}");
        server.send("HTTP/1.1 204 No Content\r\n\r\n");
        assert_eq!(client.head(), "HTTP/1.1 204 No Content");
    }
}

#[test]
fn a_length_beside_chunks_is_one_request() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\nTransfer-Encoding: chunked\r\n\r\n\
         0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n",
    );
    let mut server = old.accept();
    let head = server.head();
    assert!(head.starts_with("POST /a HTTP/1.1") && !head.contains("content-length"), "{head}");
    server.says("0\r\n\r\n").send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    assert!(client.head().contains("connection: close"));
    client.says("ok").closed();
    server.stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert!(server.stream.peek(&mut [0]).is_err(), "nothing of the rest is passed on");
}

#[test]
fn a_length_beside_chunks_is_not_that_of_the_answer() {
    let (front, old) = start(|proxy| proxy);
    for length in ["0", "2", "70"] {
        let mut client = Wire::connect(front);
        client.get("/a");
        let mut server = old.accept();
        server.head();
        server.send(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n"
        ));
        server.end();
        assert_eq!(client.head(), "HTTP/1.1 200 OK\ntransfer-encoding: chunked", "{length}");
        client.says("5\r\nwhole\r\n0\r\n\r\n");
    }
}

#[test]
fn what_follows_an_answer_is_not_the_next_answer() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.get("/a");
    let mut server = old.accept();
    server.head();
    server.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
    client.head();
    client.says("ok").get("/b");
    let mut server = old.accept();
    server.head();
    server.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood");
    client.head();
    client.says("good");
}

#[test]
fn answers_without_a_body_have_none() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    let mut server = None;
    for (line, answer, expected) in [
        ("HEAD /a", "200 OK\r\ncontent-length: 7", "HTTP/1.1 200 OK\ncontent-length: 7"),
        ("GET /a", "304 Not Modified\r\netag: \"x\"", "HTTP/1.1 304 Not Modified\netag: \"x\""),
        ("GET /a", "204 No Content", "HTTP/1.1 204 No Content"),
    ] {
        client.send(format!("{line} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let server = server.get_or_insert_with(|| old.accept());
        server.head();
        server.send(format!("HTTP/1.1 {answer}\r\n\r\n"));
        assert_eq!(client.head(), expected);
    }
}

#[test]
fn an_answer_to_an_old_client_or_from_an_old_server_ends_with_the_connection() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send("GET /a HTTP/1.0\r\n\r\n");
    let mut server = old.accept();
    let head = server.head();
    assert!(
        head.contains("via: 1.0 brigade") && head.contains(&format!("host: {}", old.0.local_addr().unwrap())),
        "{head}"
    );
    server.send("HTTP/1.0 200 OK\r\n\r\nto the end").end();
    assert!(client.head().starts_with("HTTP/1.0 200 OK"));
    client.says("to the end").closed();
}
