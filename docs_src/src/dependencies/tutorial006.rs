use brigade::{App, HttpError, Value, dependency, get, json, routes};

#[dependency]
async fn verify_token(#[header] x_token: String) -> Result<(), HttpError> {
    if x_token == "fake-super-secret-token" { Ok(()) } else { Err(HttpError::new(400, "X-Token header invalid")) }
}

#[dependency]
async fn verify_key(#[header] x_key: String) -> Result<String, HttpError> {
    if x_key == "fake-super-secret-key" { Ok(x_key) } else { Err(HttpError::new(400, "X-Key header invalid")) }
}

#[get("/items/", depends = [verify_token, verify_key])]
async fn read_items() -> Value {
    json!([{"item": "Foo"}, {"item": "Bar"}])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
