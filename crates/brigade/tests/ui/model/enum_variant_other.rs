use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "snake_case")]
enum Size {
    Small,
    #[serde(other)]
    Unknown,
}

fn main() {}
