use brigade::{App, Value, json, post, routes};

#[post("/items/", status = 201)]
async fn create_item(name: String) -> Value {
    json!({"name": name})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
