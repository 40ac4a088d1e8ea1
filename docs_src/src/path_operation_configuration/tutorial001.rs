use std::collections::BTreeSet;

use brigade::{App, Model, post, routes};
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

#[post("/items/", status = 201)]
async fn create_item(item: Item) -> Item {
    item
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
