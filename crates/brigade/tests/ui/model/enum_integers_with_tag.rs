use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind")]
#[model(integers)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
