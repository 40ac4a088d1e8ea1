use brigade::{App, Value, get, json, routes};

#[get("/items/{item_id}")]
async fn read_item(#[path] item_id: Value) -> Value {
    json!({"item_id": item_id})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
