use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Burger {
    name: String,
    #[serde(rename = "name", default)]
    title: String,
}

fn main() {}
