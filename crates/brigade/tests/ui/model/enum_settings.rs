use brigade::Model;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(title = "A size", example = Size::Small, validate = check)]
enum Size {
    Small,
}

fn check(_: &Size) -> Result<(), String> {
    Ok(())
}

fn main() {}
