use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
enum Size {
    #[serde(rename(serialize = "s", deserialize = "S"))]
    Small,
}

fn main() {}
