use std::collections::BTreeMap;

use brigade::{App, Model, Value, json, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Items {
    items: BTreeMap<String, i64>,
}

#[post("/foo")]
fn foo(items: Items) -> Value {
    json!(items.items)
}

pub const APPS: &[Named] = &[("test_additional_properties", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![foo])
}
