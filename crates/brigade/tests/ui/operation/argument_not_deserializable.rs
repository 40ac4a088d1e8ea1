use brigade::{Model, post};

#[derive(serde::Serialize, Model)]
struct Item {
    name: String,
}

#[post("/")]
async fn create(item: Item) {
    let _ = item.name;
}

fn main() {}
