use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(gt = "0", min_length = -1, title = 3, strict = 1, examples = 1, pattern, validate = 2)]
    price: f64,
}

fn main() {}
