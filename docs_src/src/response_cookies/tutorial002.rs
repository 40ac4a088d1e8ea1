use brigade::{App, Cookie, ResponseParts, Value, json, post, routes};

#[post("/cookie-and-object/")]
fn create_cookie(parts: ResponseParts) -> Value {
    parts.cookie(Cookie::new("fakesession", "fake-cookie-session-value"));
    json!({"message": "Come to the dark side, we have cookies"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_cookie])
}
