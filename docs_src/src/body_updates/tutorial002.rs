use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, HttpError, Model, Partial, get, patch, routes};
use serde::{Deserialize, Serialize};

type Items = Mutex<BTreeMap<String, Item>>;

#[derive(Clone, Serialize, Deserialize, Model)]
#[serde(default)]
struct Item {
    name: Option<String>,
    description: Option<String>,
    price: Option<f64>,
    tax: f64,
    tags: Vec<String>,
}

impl Default for Item {
    fn default() -> Self {
        Self { name: None, description: None, price: None, tax: 10.5, tags: Vec::new() }
    }
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String, #[state] items: &Items) -> Result<Item, HttpError> {
    let items = items.lock().unwrap_or_else(PoisonError::into_inner);
    items.get(&item_id).cloned().ok_or_else(|| HttpError::new(404, "Item not found"))
}

#[patch("/items/{item_id}")]
async fn update_item(item_id: String, item: Partial<Item>, #[state] items: &Items) -> Item {
    let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
    let stored = items.entry(item_id).or_default();
    item.apply_to(stored);
    stored.clone()
}

fn items() -> BTreeMap<String, Item> {
    let first = Item { name: Some("Foo".into()), price: Some(50.2), ..Item::default() };
    let second = Item {
        name: Some("Bar".into()),
        description: Some("The bartenders".into()),
        price: Some(62.0),
        tax: 20.2,
        tags: Vec::new(),
    };
    let third = Item { name: Some("Baz".into()), price: Some(50.2), ..Item::default() };
    BTreeMap::from([("foo".to_owned(), first), ("bar".to_owned(), second), ("baz".to_owned(), third)])
}

pub fn app() -> App {
    App::new("FastAPI").state(Mutex::new(items())).routes(routes![read_item, update_item])
}
