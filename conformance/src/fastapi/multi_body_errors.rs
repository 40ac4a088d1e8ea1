use brigade::{App, Model, Value, json, post, routes};
use docs_src::Named;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    #[field(gt = 0.0)]
    age: Decimal,
}

#[post("/items/")]
fn save_item_no_body(item: Vec<Item>) -> Value {
    json!({"item": item})
}

pub const APPS: &[Named] = &[("test_multi_body_errors", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![save_item_no_body])
}
