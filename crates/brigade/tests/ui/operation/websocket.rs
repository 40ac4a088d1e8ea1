use brigade::{Result, WebSocket, routes, websocket};

#[websocket("/plain")]
fn plain(socket: WebSocket) {
    drop(socket);
}

#[websocket("/settings", status = 201, hidden, detach, summary = "Chat", response(404))]
async fn settings(socket: WebSocket) {
    drop(socket);
}

#[websocket("/body")]
async fn body(socket: WebSocket, #[body] first: String) {
    drop((socket, first));
}

#[websocket("/answer")]
async fn answer(socket: WebSocket) -> Result<String> {
    drop(socket);
    Ok(String::new())
}

#[websocket("/sent")]
fn sent(socket: WebSocket);

fn main() {
    let _ = routes![plain, settings, body, answer];
}
