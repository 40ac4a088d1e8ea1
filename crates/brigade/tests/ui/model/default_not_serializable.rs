use brigade::Model;

use serde::Deserialize;

#[derive(Deserialize, Default, Model)]
struct Inner {}

#[derive(Deserialize, Model)]
struct Outer {
    #[serde(default)]
    inner: Inner,
}

fn main() {}
