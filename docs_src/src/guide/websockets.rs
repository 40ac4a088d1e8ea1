use brigade::{App, HttpError, Model, Result, WebSocket, dependency, routes, websocket};
use serde::{Deserialize, Serialize};

/// Says again what it hears.
#[websocket("/echo")]
async fn echo(socket: WebSocket) -> Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(message) = socket.receive().await? {
        socket.send(message).await?;
    }
    Ok(())
}

#[derive(Deserialize, Model)]
struct Order {
    burger: String,
    count: u32,
}

#[derive(Serialize, Model)]
struct Taken {
    line: String,
    total: u32,
}

#[dependency]
async fn waiter(token: Option<String>) -> Result<String, HttpError> {
    match token.as_deref() {
        Some("apron") => Ok("Ann".to_owned()),
        _ => Err(HttpError::new(401, "Waiters have a token")),
    }
}

/// Takes the orders of a table.
#[websocket("/tables/{table}/orders")]
async fn orders(
    socket: WebSocket,
    #[path(ge = 1, le = 20)] table: u32,
    #[depends(waiter)] waiter: String,
) -> Result<()> {
    let mut socket = socket.accept().await?;
    let mut total = 0;
    while let Some(Order { burger, count }) = socket.receive_json().await? {
        total += count;
        if total > 100 {
            socket.close(4000, "The grill is full").await?;
            break;
        }
        let line = format!("table {table}: {count} × {burger}, says {waiter}");
        socket.send_json(&Taken { line, total }).await?;
    }
    Ok(())
}

pub fn app() -> App {
    App::new("Tables").routes(routes![echo, orders])
}
