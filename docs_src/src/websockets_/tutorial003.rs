use brigade::{App, Broadcast, Media, Result, Socket, Subscription, WebSocket, get, routes, websocket};
use tokio::select;

const PAGE: &str = include_str!("tutorial003.html");

#[get("/")]
async fn get() -> Media<&'static str> {
    Media("text/html; charset=utf-8", PAGE)
}

#[websocket("/ws/{client_id}")]
async fn websocket_endpoint(websocket: WebSocket, client_id: i64, #[state] room: Broadcast<String>) -> Result<()> {
    // Who is let in afterwards misses nothing.
    let messages = room.subscribe();
    let mut websocket = websocket.accept().await?;
    let result = talk(&mut websocket, client_id, &room, messages).await;
    room.send(format!("Client #{client_id} left the chat"));
    result
}

async fn talk(
    websocket: &mut Socket,
    client_id: i64,
    room: &Broadcast<String>,
    mut messages: Subscription<String>,
) -> Result<()> {
    loop {
        select! {
            data = websocket.receive_text() => {
                let Some(data) = data? else { return Ok(()) };
                websocket.send_text(format!("You wrote: {data}")).await?;
                room.send(format!("Client #{client_id} says: {data}"));
            }
            message = messages.receive() => {
                if let Some(message) = message? {
                    websocket.send_text(message).await?;
                }
            }
        }
    }
}

pub fn app() -> App {
    App::new("FastAPI").state(Broadcast::<String>::new()).routes(routes![get, websocket_endpoint])
}
