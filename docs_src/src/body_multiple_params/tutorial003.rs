use brigade::{App, Model, Value, json, put, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    username: String,
    full_name: Option<String>,
}

#[put("/items/{item_id}")]
async fn update_item(item_id: i64, item: Item, user: User, #[body] importance: i64) -> Value {
    json!({"item_id": item_id, "item": item, "user": user, "importance": importance})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![update_item])
}
