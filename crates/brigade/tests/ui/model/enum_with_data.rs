use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
enum Shape {
    Circle { radius: f64 },
    Nothing,
}

fn main() {}
