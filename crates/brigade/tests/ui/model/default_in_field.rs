use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(default = 1.0)]
    price: f64,
}

fn main() {}
