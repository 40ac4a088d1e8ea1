//! Who gets a WebSocket, and what others get instead.

use brigade::{
    App, HttpError, Next, Request, Response, Result, Router, StatusCode, Value, WebSocket, dependency, depends, get,
    routes, websocket,
};

use super::*;

#[websocket("/ws/{number}")]
async fn numbered(socket: WebSocket, number: u8, name: Option<String>) -> Result<()> {
    let socket = socket.protocol("chat").header("x-number", &number.to_string()).accept().await?;
    socket.send_text(format!("{number} {name:?}")).await?;
    Ok(())
}

#[get("/ws/{number}")]
async fn read_number(number: u8) -> u8 {
    number
}

#[websocket("/socket")]
async fn socket_only(socket: WebSocket) -> Result<()> {
    socket.accept().await?;
    Ok(())
}

#[dependency]
async fn member(#[header] x_token: Option<String>) -> Result<String, HttpError> {
    x_token.ok_or_else(|| HttpError::new(401, "Not a member"))
}

#[websocket("/members")]
async fn members(socket: WebSocket, #[depends(member)] name: String) -> Result<()> {
    let socket = socket.accept().await?;
    socket.send_text(name).await?;
    Ok(())
}

#[websocket("/denied")]
async fn denied(socket: WebSocket) {
    socket.deny((StatusCode::IM_A_TEAPOT, "no coffee"));
}

#[websocket("/undecided")]
async fn undecided(_socket: WebSocket) {}

#[websocket("/panics")]
async fn panics(_socket: WebSocket) {
    panic!("before it accepts");
}

fn app() -> App {
    let routed = Router::new().prefix("/routed").depends(depends![member]).routes(routes![socket_only]);
    let mounted = App::new("Mounted").routes(routes![socket_only]);
    App::new("Sockets")
        .routes(routes![numbered, read_number, socket_only, members, denied, undecided, panics])
        .include(routed)
        .mount("/mounted", mounted)
}

#[test]
fn an_answer_that_accepts_proves_that_it_is_to_the_request() {
    let mut client = Wire::connect(serve(app()));
    let head = client.ask("/ws/7?name=Ann", "Sec-WebSocket-Protocol: mqtt, chat\r\n");
    let mut lines: Vec<&str> = head.trim_end().lines().filter(|line| !line.starts_with("date: ")).collect();
    lines.sort_unstable();
    let expected = [
        "HTTP/1.1 101 Switching Protocols",
        "connection: upgrade",
        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "sec-websocket-protocol: chat",
        "upgrade: websocket",
        "x-number: 7",
    ];
    assert_eq!(lines, expected);
    client.hears(wire::TEXT, "7 Some(\"Ann\")").hears_goodbye(1000, "");
}

#[test]
fn who_gets_no_websocket_gets_an_answer() {
    let address = serve(app());
    let cases = [
        ("/ws/7", "", "101"),
        ("/ws/300", "", "403"),
        ("/nowhere", "", "403"),
        ("/socket", "", "101"),
        ("/socket/", "", "403"),
        ("/socket", "Origin: https://a.example\r\nCookie: a=b\r\n", "101"),
        ("/socket", "Origin: https://b.example\r\n", "101"),
        ("/socket", "Origin: https://b.example\r\nCookie: a=b\r\n", "403"),
        ("/socket", "Content-Length: 1\r\n", "400"),
        ("/members", "", "401"),
        ("/members", "X-Token: Ann\r\n", "101"),
        ("/routed/socket", "", "401"),
        ("/routed/socket", "X-Token: Ann\r\n", "101"),
        ("/mounted/socket", "", "101"),
        ("/mounted/nowhere", "", "403"),
        ("/denied", "", "418"),
        ("/undecided", "", "403"),
        ("/panics", "", "500"),
    ];
    for (target, lines, status) in cases {
        let head = Wire::connect(address).ask(target, lines);
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {lines}: {head}");
    }
}

#[test]
fn a_websocket_is_not_there_for_other_requests() {
    let address = serve(app());
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let cases = [
        ("GET /ws/7 HTTP/1.1", String::new(), "200"),
        ("GET /socket HTTP/1.1", String::new(), "404"),
        ("WEBSOCKET /socket HTTP/1.1", String::new(), "404"),
        ("POST /socket HTTP/1.1", format!("{upgrade}{key}Sec-WebSocket-Version: 13\r\n"), "404"),
        ("GET /socket HTTP/1.0", format!("{upgrade}{key}Sec-WebSocket-Version: 13\r\n"), "404"),
        ("GET /socket HTTP/1.1", format!("{upgrade}{key}Sec-WebSocket-Version: 8\r\n"), "426"),
        ("GET /socket HTTP/1.1", format!("{upgrade}Sec-WebSocket-Version: 13\r\n"), "400"),
        ("GET /socket/ HTTP/1.1", String::new(), "404"),
    ];
    for (line, lines, status) in cases {
        let mut client = Wire::connect(address);
        let head = client.send(format!("{line}\r\nHost: a.example\r\n{lines}\r\n")).head();
        assert!(head[8..].starts_with(&format!(" {status} ")), "{line} {lines}: {head}");
    }
}

#[test]
fn a_refused_request_leaves_the_connection_to_the_next() {
    let mut client = Wire::connect(serve(app()));
    assert!(client.ask("/denied", "").starts_with("HTTP/1.1 418 "));
    assert_eq!(client.body(11), r#""no coffee""#);
    let head = client.ask("/socket", "");
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
}

#[test]
fn the_document_does_not_show_websockets() {
    let document = app().openapi();
    let Value::Object(paths) = &document["paths"] else { panic!("{document:?}") };
    let paths: Vec<&str> = paths.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/ws/{number}"]);
}

async fn mark(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    response.headers_mut().insert("x-status", status.into());
    response
}

#[test]
fn layers_see_the_answer_that_opens_a_websocket() {
    #[websocket("/own", middleware = mark)]
    async fn own(socket: WebSocket) -> Result<()> {
        socket.accept().await?.send_text("hello").await?;
        Ok(())
    }

    let apps = [App::new("Own").routes(routes![own]), app().routes(routes![own]).middleware(mark)];
    for app in apps {
        let mut client = Wire::connect(serve(app));
        let head = client.ask("/own", "");
        assert!(head.contains("x-status: 101\r\n"), "{head}");
        client.hears(wire::TEXT, "hello").hears_goodbye(1000, "");
    }
}

#[websocket("/two")]
async fn two(_first: WebSocket, _second: WebSocket) {}

#[websocket("/none")]
async fn none() {}

#[get("/get")]
async fn over_get(socket: WebSocket) -> &'static str {
    socket.deny(());
    ""
}

#[test]
fn what_cannot_work_does_not_start() {
    let cases = [
        (App::new("Two").routes(routes![two]), "only one can accept it"),
        (App::new("None").routes(routes![none]), "nobody can accept one"),
        (App::new("Get").routes(routes![over_get]), "under `#[websocket]` alone"),
        (App::new("Twice").routes(routes![socket_only, socket_only]), "registered twice"),
    ];
    for (app, part) in cases {
        let error = brigade::testing::TestClient::try_new(app).err().map(|error| error.to_string());
        assert!(error.as_ref().is_some_and(|error| error.contains(part)), "{part}: {error:?}");
    }
}

/// Lets the types that `deny` takes be those that are answered.
#[websocket("/response")]
async fn response(socket: WebSocket) {
    let response: Response = http::Response::builder().status(429).body(brigade::Body::empty()).unwrap();
    socket.deny(response);
}

#[test]
fn a_denial_is_any_answer() {
    let head = Wire::connect(serve(App::new("Denial").routes(routes![response]))).ask("/response", "");
    assert!(head.starts_with("HTTP/1.1 429 "), "{head}");
}
