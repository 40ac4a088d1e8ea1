use brigade::{App, Value, get, routes};
use serde_json::json;

#[get("/items/")]
async fn read_items(#[query(default = [""; 0])] q: Vec<Value>) -> serde_json::Value {
    json!({"q": q})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
