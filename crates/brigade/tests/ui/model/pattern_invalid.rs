use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(pattern = "^(a")]
    price: String,
}

fn main() {}
