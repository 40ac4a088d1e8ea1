use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(title = "A")]
struct Name(#[field(title = "B")] String);

fn main() {}
