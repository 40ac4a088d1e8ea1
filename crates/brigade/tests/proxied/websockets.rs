//! Connections that become WebSockets.

use super::*;

const ASKING: &str = "HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
const ANSWER: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                      Sec-WebSocket-Accept: s\r\n\r\n";

#[test]
fn a_websocket_passes() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(format!("GET /ws {ASKING}first"));
    let mut server = old.accept();
    let head = server.head();
    for line in ["GET /ws HTTP/1.1\n", "connection: upgrade\n", "upgrade: websocket\n", "sec-websocket-key: k\n"] {
        assert!(head.contains(line), "{head}");
    }
    server.send(format!("{ANSWER}early"));
    let expected = "HTTP/1.1 101 Switching Protocols\nconnection: upgrade\nsec-websocket-accept: s\nupgrade: websocket";
    assert_eq!(client.head(), expected);
    client.says("early").send(" then");
    server.says("first then").send("and back");
    client.says("and back").end();
    server.closed();
    server.send("to the end");
    drop(server);
    client.says("to the end").closed();
}

#[test]
fn layers_let_a_websocket_pass() {
    async fn mark(request: brigade::Request, next: brigade::Next) -> brigade::Response {
        let mut response = next.run(request).await;
        response.headers_mut().insert("x-layer", http::HeaderValue::from_static("was here"));
        response
    }
    let old = Old::listen();
    let front = serve(App::new("New").middleware(mark).fallback_proxy(old.proxy()));
    let mut client = Wire::connect(front);
    client.send(format!("GET /ws {ASKING}"));
    let mut server = old.accept();
    server.head();
    server.send(ANSWER);
    assert!(client.head().contains("x-layer: was here"));
    client.send("hello");
    server.says("hello").send("hello");
    client.says("hello");
}

#[test]
fn a_refused_websocket_is_an_answer() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send(format!("GET /ws {ASKING}"));
    let mut server = old.accept();
    server.head();
    server.send("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno");
    assert_eq!(client.head(), "HTTP/1.1 403 Forbidden\ncontent-length: 2");
    client.says("no").get("/a");
    assert!(server.head().starts_with("GET /a "));
}

#[test]
fn a_websocket_ends_when_one_side_leaves() {
    let (front, old) = start(|proxy| proxy);
    for server_leaves in [true, false] {
        let mut client = Wire::connect(front);
        client.send(format!("GET /ws {ASKING}"));
        let mut server = old.accept();
        server.head();
        server.send(ANSWER);
        client.head();
        if server_leaves {
            drop(server);
            client.closed();
        } else {
            drop(client);
            server.closed();
        }
    }
}

#[test]
fn other_protocols_are_not_switched_to() {
    let (front, old) = start(|proxy| proxy);
    let mut client = Wire::connect(front);
    client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n");
    let mut server = old.accept();
    let head = server.head();
    assert!(!head.contains("upgrade") && !head.contains("http2-settings"), "{head}");
}
