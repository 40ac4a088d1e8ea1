use brigade::{App, Model, Value, get, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
}

#[post("/items/")]
fn create_item(item: Item) -> Value {
    json!(item)
}

#[get("/items/")]
fn read_items() -> Vec<Item> {
    vec![
        Item { name: "Portal Gun".into(), description: Some("Device to travel through the multi-rick-verse".into()) },
        Item { name: "Plumbus".into(), description: None },
    ]
}

pub fn app() -> App {
    App::new("FastAPI").separate_input_output_schemas(false).routes(routes![create_item, read_items])
}
