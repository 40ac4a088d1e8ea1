use brigade::{App, Value, get, json, routes};

#[get("/")]
fn root() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}
