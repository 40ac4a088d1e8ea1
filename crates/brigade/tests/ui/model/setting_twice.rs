use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(gt = 0, gt = 1)]
    price: f64,
}

fn main() {}
