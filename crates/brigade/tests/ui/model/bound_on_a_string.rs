use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(gt = 0)]
    price: String,
}

fn main() {}
