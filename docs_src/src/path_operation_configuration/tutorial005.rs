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

/// Create an item with all the information:
///
/// - **name**: each item must have a name
/// - **description**: a long description
/// - **price**: required
/// - **tax**: if the item doesn't have tax, you can omit this
/// - **tags**: a set of unique tag strings for this item
#[post("/items/", summary = "Create an item", response_description = "The created item")]
async fn create_item(item: Item) -> Item {
    item
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
