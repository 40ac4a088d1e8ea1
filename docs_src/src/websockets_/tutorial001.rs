use brigade::{App, Media, Result, WebSocket, get, routes, websocket};

const PAGE: &str = include_str!("tutorial001.html");

#[get("/")]
async fn get() -> Media<&'static str> {
    Media("text/html; charset=utf-8", PAGE)
}

#[websocket("/ws")]
async fn websocket_endpoint(websocket: WebSocket) -> Result<()> {
    let mut websocket = websocket.accept().await?;
    while let Some(data) = websocket.receive_text().await? {
        websocket.send_text(format!("Message text was: {data}")).await?;
    }
    Ok(())
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get, websocket_endpoint])
}
