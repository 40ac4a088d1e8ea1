use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(exmaple = 1, name = "Other")]
struct Burger {
    name: String,
}

fn main() {}
