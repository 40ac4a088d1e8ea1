use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(validate = is_positive)]
    price: f64,
}

fn is_positive(value: &f64) -> bool {
    *value > 0.0
}

fn main() {}
