use brigade::{App, HttpError, Media, Result, WebSocket, dependency, get, routes, websocket};

const PAGE: &str = include_str!("tutorial002.html");

#[get("/")]
async fn get() -> Media<&'static str> {
    Media("text/html; charset=utf-8", PAGE)
}

#[dependency]
async fn get_cookie_or_token(#[cookie] session: Option<String>, token: Option<String>) -> Result<String, HttpError> {
    session.or(token).ok_or_else(|| HttpError::new(403, "Not authenticated"))
}

#[websocket("/items/{item_id}/ws")]
async fn websocket_endpoint(
    websocket: WebSocket,
    item_id: String,
    q: Option<i64>,
    #[depends(get_cookie_or_token)] cookie_or_token: String,
) -> Result<()> {
    let mut websocket = websocket.accept().await?;
    while let Some(data) = websocket.receive_text().await? {
        websocket.send_text(format!("Session cookie or query token value is: {cookie_or_token}")).await?;
        if let Some(q) = q {
            websocket.send_text(format!("Query parameter q is: {q}")).await?;
        }
        websocket.send_text(format!("Message text was: {data}, for item ID: {item_id}")).await?;
    }
    Ok(())
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get, websocket_endpoint])
}
