use brigade::{App, Value, get, json, routes};

#[get("/")]
async fn root() -> Value {
    json!({"message": "Tomato"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}
