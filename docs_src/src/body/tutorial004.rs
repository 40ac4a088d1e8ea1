use brigade::{App, Model, Value, json, put, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item, q: Option<String>) -> Value {
    let mut result = json!(item);
    result["item_id"] = item_id.into();
    if let Some(q) = q {
        result["q"] = q.into();
    }
    result
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![update_item])
}
