use brigade::{App, Model, get, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
}

#[post("/items/")]
async fn create_item(item: Item) -> Item {
    item
}

#[get("/items/")]
async fn read_items() -> Vec<Item> {
    vec![
        Item { name: "Portal Gun".into(), price: 42.0, ..Item::default() },
        Item { name: "Plumbus".into(), price: 32.0, ..Item::default() },
    ]
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item, read_items])
}
