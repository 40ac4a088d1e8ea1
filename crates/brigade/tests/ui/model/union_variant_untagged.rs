use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind")]
enum Shape {
    Circle { radius: f64 },
    #[serde(untagged)]
    Other { corners: u8 },
}

fn main() {}
