use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, StatusCode, Value, json, put, routes};

type Items = Mutex<BTreeMap<String, Value>>;

#[put("/items/{item_id}")]
async fn upsert_item(
    item_id: String,
    #[body] name: Option<String>,
    #[body] size: Option<i64>,
    #[state] items: &Items,
) -> (StatusCode, Value) {
    let item = json!({"name": name, "size": size});
    let old = items.lock().unwrap_or_else(PoisonError::into_inner).insert(item_id, item.clone());
    (if old.is_some() { StatusCode::OK } else { StatusCode::CREATED }, item)
}

pub fn app() -> App {
    let items = BTreeMap::from([
        ("foo".to_owned(), json!({"name": "Fighters", "size": 6})),
        ("bar".to_owned(), json!({"name": "Tenders", "size": 3})),
    ]);
    App::new("FastAPI").state(Mutex::new(items)).routes(routes![upsert_item])
}
