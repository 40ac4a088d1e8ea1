use brigade::{App, ResponseParts, Value, get, json, routes};

#[get("/headers-and-object/")]
fn get_headers(parts: ResponseParts) -> Value {
    parts.header("X-Cat-Dog", "alone in the world");
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_headers])
}
