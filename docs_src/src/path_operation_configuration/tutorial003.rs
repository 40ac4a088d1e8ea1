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

#[post(
    "/items/",
    summary = "Create an item",
    description = "Create an item with all the information, name, description, price, tax and a set of unique tags"
)]
async fn create_item(item: Item) -> Item {
    item
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
