use brigade::{App, Value, get, json, routes};

#[get("/items/", hidden)]
async fn read_items() -> Value {
    json!([{"item_id": "Foo"}])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
