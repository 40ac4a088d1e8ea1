use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(ge = 0, gt = 0, lt = 1, le = 1)]
    price: f64,
}

fn main() {}
