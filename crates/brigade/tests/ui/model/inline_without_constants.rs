use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(inline)]
struct Shape {
    radius: f64,
}

fn main() {}
