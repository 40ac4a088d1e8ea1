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
    let mut answer = json!(item);
    if let Some(tax) = item.tax {
        answer["price_with_tax"] = (item.price + tax).into();
    }
    answer
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
