use brigade::{App, Result, Value, WebSocket, dependency, get, json, routes, websocket};
use docs_src::Named;

#[derive(Clone)]
struct State {
    value: i64,
}

#[dependency]
async fn extract_value_from_http_connection(#[state] state: &State) -> i64 {
    state.value
}

#[get("/http")]
async fn get_value_by_http(#[depends(extract_value_from_http_connection)] value: i64) -> Value {
    json!(value)
}

#[websocket("/ws")]
async fn get_value_by_ws(
    websocket: WebSocket,
    #[depends(extract_value_from_http_connection)] value: i64,
) -> Result<()> {
    let socket = websocket.accept().await?;
    socket.send_json(&value).await?;
    Ok(())
}

pub const APPS: &[Named] = &[("test_http_connection_injection", app)];

fn app() -> App {
    App::new("FastAPI").state(State { value: 42 }).routes(routes![get_value_by_http, get_value_by_ws])
}
