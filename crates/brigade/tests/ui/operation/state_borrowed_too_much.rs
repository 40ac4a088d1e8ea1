use brigade::{WebSocket, get, websocket};

#[get("/a")]
async fn twice(#[state] counter: &mut u32, #[state] other: &mut u32) {
    *counter += *other;
}

#[get("/b")]
async fn forever(#[state] counter: &'static u32) {
    let _ = counter;
}

#[websocket("/c")]
async fn held(socket: WebSocket, #[state] counter: &mut u32) {
    let _ = (socket, counter);
}

fn main() {}
