use brigade::{App, HttpError, Value, dependency, depends, get, json, routes};

#[dependency]
async fn verify_token(#[header] x_token: String) -> Result<(), HttpError> {
    if x_token == "fake-super-secret-token" { Ok(()) } else { Err(HttpError::new(400, "X-Token header invalid")) }
}

#[dependency]
async fn verify_key(#[header] x_key: String) -> Result<String, HttpError> {
    if x_key == "fake-super-secret-key" { Ok(x_key) } else { Err(HttpError::new(400, "X-Key header invalid")) }
}

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"item": "Portal Gun"}, {"item": "Plumbus"}])
}

#[get("/users/")]
async fn read_users() -> Value {
    json!([{"username": "Rick"}, {"username": "Morty"}])
}

pub fn app() -> App {
    App::new("FastAPI").depends(depends![verify_token, verify_key]).routes(routes![read_items, read_users])
}
