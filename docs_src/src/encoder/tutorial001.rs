use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, DateTime, Model, Value, json, put, routes};
use serde::{Deserialize, Serialize};

type Items = Mutex<BTreeMap<String, Value>>;

#[derive(Serialize, Deserialize, Model)]
struct Item {
    title: String,
    timestamp: DateTime,
    description: Option<String>,
}

#[put("/items/{id}")]
fn update_item(id: String, item: Item, #[state] items: &Items) {
    items.lock().unwrap_or_else(PoisonError::into_inner).insert(id, json!(item));
}

pub fn app() -> App {
    App::new("FastAPI").state(Items::default()).routes(routes![update_item])
}
