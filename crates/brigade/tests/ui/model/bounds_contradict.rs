use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(gt = 10, lt = -1.5)]
    price: f64,
}

fn main() {}
