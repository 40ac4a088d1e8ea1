use brigade::{App, DateTime, Model, Value, json, put, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    title: String,
    timestamp: DateTime,
    description: Option<String>,
}

#[put("/items/{id}")]
fn update_item(#[expect(unused_variables, reason = "nothing is stored")] id: String, item: Item) -> Value {
    json!(item)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![update_item])
}
