use brigade::{App, Model, dependency, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Clone, Serialize, Deserialize, Model)]
struct Item {
    data: String,
}

#[dependency]
fn duplicate_dependency(item: Item) -> Item {
    item
}

#[dependency]
fn dependency(item2: Item) -> Item {
    item2
}

#[dependency]
fn sub_duplicate_dependency(item: Item, #[depends(duplicate_dependency)] sub_item: Item) -> [Item; 2] {
    [item, sub_item]
}

#[post("/with-duplicates")]
async fn with_duplicates(item: Item, #[depends(duplicate_dependency)] item2: Item) -> Value {
    json!([item, item2])
}

#[post("/no-duplicates")]
async fn no_duplicates(item: Item, #[depends(dependency)] item2: Item) -> Value {
    json!([item, item2])
}

#[post("/with-duplicates-sub")]
async fn no_duplicates_sub(item: Item, #[depends(sub_duplicate_dependency)] sub_items: [Item; 2]) -> Value {
    json!([item, sub_items])
}

pub const APPS: &[Named] = &[("test_dependency_duplicates", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![with_duplicates, no_duplicates, no_duplicates_sub])
}
