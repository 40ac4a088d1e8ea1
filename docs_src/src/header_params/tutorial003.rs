use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items(#[header] x_token: Option<Vec<String>>) -> Value {
    json!({"X-Token values": x_token})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
