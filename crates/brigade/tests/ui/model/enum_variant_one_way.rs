use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
enum Size {
    Small,
    #[serde(skip_serializing)]
    Large,
}

fn main() {}
