use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(gt = 99999999999999999999)]
    price: f64,
}

fn main() {}
