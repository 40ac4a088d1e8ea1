use brigade::{App, Request, Result, RoutePath, WebSocket, get, routes, websocket};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/users/{user_id}")]
async fn get_user(user_id: String, request: Request) -> Value {
    let path = request.extensions().get::<RoutePath>().map(|path| &*path.0);
    json!({"user_id": user_id, "path": path})
}

#[websocket("/items/{item_id}")]
async fn websocket_item(item_id: String, websocket: WebSocket, path: RoutePath) -> Result<()> {
    let socket = websocket.accept().await?;
    Ok(socket.send_json(&json!({"item_id": item_id, "path": &*path.0})).await?)
}

pub const APPS: &[Named] = &[("test_route_scope", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_user, websocket_item])
}
