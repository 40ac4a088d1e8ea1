use brigade::{App, get, routes};
use serde_json::{Value, json};

#[get("/")]
fn root() -> Value {
    let a = "a";
    let b = format!("b{a}");
    json!({"hello world": b})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}
