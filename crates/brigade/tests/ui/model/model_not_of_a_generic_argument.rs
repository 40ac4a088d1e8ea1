use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Page<T> {
    items: Vec<T>,
}

struct Item;

fn needs<T: Model>() {}

fn use_it() {
    needs::<Page<Item>>();
}

fn main() {}
