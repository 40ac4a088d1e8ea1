use brigade::{Model, get};

#[derive(serde::Deserialize, Model)]
struct Item {
    name: String,
}

#[get("/")]
async fn read() -> Item {
    Item { name: String::new() }
}

fn main() {}
