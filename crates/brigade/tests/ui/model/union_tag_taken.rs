use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind")]
enum Shape {
    Circle { kind: String },
}

fn main() {}
