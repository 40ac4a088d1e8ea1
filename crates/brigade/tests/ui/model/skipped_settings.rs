use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[serde(skip)]
    #[field(title = "Price")]
    price: f64,
}

fn main() {}
