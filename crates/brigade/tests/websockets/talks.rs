//! What is said on WebSockets, and how they end.

use brigade::{App, HttpError, Result, WebSocket, routes, websocket};

use super::{
    wire::{BINARY, CLOSE, PING, PONG, TEXT},
    *,
};

#[websocket("/echo")]
pub(crate) async fn echo(socket: WebSocket) -> Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(message) = socket.receive().await? {
        socket.send(message).await?;
    }
    Ok(())
}

#[websocket("/json")]
async fn json(socket: WebSocket) -> Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(numbers) = socket.receive_json::<Vec<u64>>().await? {
        socket.send_json(&numbers.iter().sum::<u64>()).await?;
    }
    Ok(())
}

#[websocket("/leave")]
async fn leave(socket: WebSocket) -> Result<()> {
    let mut socket = socket.accept().await?;
    let text = socket.receive_text().await?;
    match text.as_deref() {
        Some("close") => socket.close(4000, "enough").await?,
        Some("error") => return Err(HttpError::new(403, "no more of this").into()),
        Some("fail") => return Err(std::io::Error::other("no disk").into()),
        Some("panic") => panic!("on a WebSocket"),
        _ => {}
    }
    Ok(())
}

fn app() -> App {
    App::new("Talks").routes(routes![echo, json, leave])
}

#[test]
fn messages_come_back_as_they_were() {
    let mut client = Wire::open(serve(app()), "/echo");
    client.say(TEXT, "hello").hears(TEXT, "hello");
    client.say(BINARY, [0, 255]).hears(BINARY, [0, 255]);
    client.say(0x01, "he").say(PING, "?").say(0x80, "y").hears(PONG, "?").hears(TEXT, "hey");
    for length in [0, 125, 126, 65_535, 65_536, 1024 * 1024] {
        let text = "x".repeat(length);
        client.say(TEXT, &text).hears(TEXT, &text);
    }
    client.say(CLOSE, [3, 232]).hears(CLOSE, [3, 232]).ends();
}

#[test]
fn many_messages_in_one_piece_are_many_messages() {
    let mut client = Wire::open(serve(app()), "/echo");
    let frames: Vec<u8> = (0..1000).flat_map(|number: i32| wire::frame(TEXT, number.to_string().as_bytes())).collect();
    client.send(frames);
    for number in 0..1000 {
        client.hears(TEXT, number.to_string());
    }
}

#[test]
fn what_comes_with_the_request_is_heard() {
    let mut client = Wire::connect(serve(app()));
    let head = "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    client.send([head.as_bytes(), &wire::frame(TEXT, b"early")].concat()).head();
    client.hears(TEXT, "early");
}

#[test]
fn json_is_read_and_written() {
    let address = serve(app());
    let mut client = Wire::open(address, "/json");
    client.say(TEXT, "[1, 2, 3]").hears(TEXT, "6").say(BINARY, "[4]").hears(TEXT, "4");
    client.say(TEXT, "[").hears_goodbye(1007, "Invalid JSON");
    Wire::open(address, "/json").say(TEXT, "[-1]").hears_goodbye(1007, "0: Input should be greater than or equal to 0");
}

#[test]
fn the_end_of_the_operation_says_how_it_went() {
    let address = serve(app());
    let cases = [
        ("close", 4000, "enough"),
        ("error", 1008, "no more of this"),
        ("fail", 1011, ""),
        ("panic", 1011, ""),
        ("", 1000, ""),
    ];
    for (text, code, reason) in cases {
        Wire::open(address, "/leave").say(TEXT, text).hears_goodbye(code, reason);
    }
}
