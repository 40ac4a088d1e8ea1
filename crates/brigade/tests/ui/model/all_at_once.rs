use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(max_lenght = 3, pattern = "[")]
    name: String,
    #[field(default = 1, gt = "0")]
    price: f64,
}

fn main() {}
