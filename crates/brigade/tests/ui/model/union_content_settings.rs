use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Inner {}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind")]
enum Shape {
    Circle(#[field(title = "Inner")] Inner),
}

fn main() {}
