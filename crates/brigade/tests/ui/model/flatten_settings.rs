use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Inner {}

#[derive(Serialize, Deserialize, Model)]
struct Outer {
    #[serde(flatten)]
    #[field(title = "Inner")]
    inner: Inner,
}

fn main() {}
