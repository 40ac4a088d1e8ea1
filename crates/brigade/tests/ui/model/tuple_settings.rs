use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Point(#[field(ge = 0)] f64, f64);

fn main() {}
