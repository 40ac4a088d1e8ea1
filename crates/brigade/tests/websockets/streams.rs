//! WebSockets on streams of HTTP/2 (RFC 8441).

use brigade::{App, Result, WebSocket, routes, websocket};
use bytes::Bytes;
use h2::ext::Protocol;
use http::{Request, StatusCode};

use super::{wire::frame, *};

#[websocket("/echo/{name}")]
async fn echo(socket: WebSocket, name: String) -> Result<()> {
    let mut socket = socket.protocol("chat").accept().await?;
    while let Some(text) = socket.receive_text().await? {
        socket.send_text(format!("{name}: {text}")).await?;
    }
    Ok(())
}

fn connect(path: &str) -> http::request::Builder {
    Request::connect(format!("http://a.example{path}"))
        .extension(Protocol::from_static("websocket"))
        .header("sec-websocket-version", "13")
}

#[test]
fn a_stream_becomes_a_websocket() {
    let runtime = brigade_scheduler::runtime(Some(1)).unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, speak()).await }).expect("an end in time");
}

async fn speak() {
    let stream = tokio::net::TcpStream::connect(serve(App::new("Streams").routes(routes![echo]))).await.unwrap();
    let (sender, mut connection) = h2::client::handshake(stream).await.unwrap();
    // The server's settings allow it, and come with what it says first.
    let mut ping = connection.ping_pong().unwrap();
    tokio::spawn(connection);
    ping.ping(h2::Ping::opaque()).await.unwrap();
    let mut sender = sender.ready().await.unwrap();

    let refusals = [
        (connect("/nowhere"), 403),
        (connect("/echo/Ann").header("origin", "https://b.example").header("cookie", "a=b"), 403),
    ];
    for (request, status) in refusals {
        let (response, _stream) = sender.send_request(request.body(()).unwrap(), false).unwrap();
        assert_eq!(response.await.unwrap().status(), status);
    }

    let request = connect("/echo/Ann").header("sec-websocket-protocol", "chat").body(()).unwrap();
    let (response, mut to) = sender.send_request(request, false).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat");
    assert!(!response.headers().contains_key("sec-websocket-accept"));
    let mut from = response.into_body();
    to.send_data(frame(0x81, b"hello").into(), false).unwrap();
    assert_eq!(from.data().await.unwrap().unwrap(), Bytes::from_static(b"\x81\x0AAnn: hello"));
    to.send_data(frame(0x88, b"\x03\xE8").into(), false).unwrap();
    assert_eq!(from.data().await.unwrap().unwrap(), Bytes::from_static(b"\x88\x02\x03\xE8"));
}
