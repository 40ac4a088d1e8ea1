use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct OtherItem {
    price: i64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum AnyItem {
    Other(OtherItem),
    Item(Item),
}

#[post("/items/")]
fn save_union_body(item: AnyItem) -> Value {
    json!({"item": item})
}

pub const APPS: &[Named] = &[("test_union_body", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![save_union_body])
}
