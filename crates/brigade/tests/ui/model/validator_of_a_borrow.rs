use brigade::Model;
use serde::Serialize;

#[derive(Serialize, Model)]
struct View<'a> {
    #[field(validate = check)]
    name: &'a str,
}

fn check(_: &str) -> Result<(), String> {
    Ok(())
}

fn main() {}
