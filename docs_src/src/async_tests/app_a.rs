use brigade::{App, get, routes};
use serde_json::{Value, json};

#[get("/")]
async fn root() -> Value {
    json!({"message": "Tomato"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}
