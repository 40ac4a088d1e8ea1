use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(regex = "a")]
    price: String,
}

fn main() {}
