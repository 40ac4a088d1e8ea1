use std::collections::BTreeMap;

use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct FirstItem {
    price: i64,
}

#[derive(Serialize, Deserialize, Model)]
struct OtherItem {
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "value", rename_all = "lowercase")]
enum Item {
    First(FirstItem),
    Other(OtherItem),
}

/// Query string
#[derive(Deserialize, Model)]
struct Question(String);

#[post("/items/")]
fn save_union_body_discriminator(
    item: Item,
    #[query(alias = "q")] _question: Question,
) -> BTreeMap<&'static str, Value> {
    BTreeMap::from([("item", json!(item))])
}

pub const APPS: &[Named] = &[("test_union_body_discriminator/test_discriminator_pydantic_v2", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![save_union_body_discriminator])
}
