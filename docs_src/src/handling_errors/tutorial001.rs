use brigade::{App, HttpError, Value, get, json, routes};

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Value, HttpError> {
    match item_id.as_str() {
        "foo" => Ok(json!({"item": "The Foo Wrestlers"})),
        _ => Err(HttpError::new(404, "Item not found")),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
