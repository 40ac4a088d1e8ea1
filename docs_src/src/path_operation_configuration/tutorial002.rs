use std::collections::BTreeSet;

use brigade::{App, Model, Value, get, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[serde(default)]
    tags: BTreeSet<String>,
}

#[post("/items/", tags = ["items"])]
async fn create_item(item: Item) -> Item {
    item
}

#[get("/items/", tags = ["items"])]
async fn read_items() -> Value {
    json!([{"name": "Foo", "price": 42}])
}

#[get("/users/", tags = ["users"])]
async fn read_users() -> Value {
    json!([{"username": "johndoe"}])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item, read_items, read_users])
}
