use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(max_lenght = 3)]
    price: String,
}

fn main() {}
