use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(min_length = 5, max_length = 2)]
    price: String,
}

fn main() {}
