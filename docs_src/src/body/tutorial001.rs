use brigade::{App, Model, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[post("/items/")]
async fn create_item(item: Item) -> Value {
    json!(item)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
