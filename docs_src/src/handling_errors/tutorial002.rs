use brigade::{App, HttpError, Value, get, json, routes};

#[get("/items-header/{item_id}")]
async fn read_item_header(item_id: String) -> Result<Value, HttpError> {
    match item_id.as_str() {
        "foo" => Ok(json!({"item": "The Foo Wrestlers"})),
        _ => Err(HttpError::new(404, "Item not found").header("X-Error", "There goes my error")),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item_header])
}
