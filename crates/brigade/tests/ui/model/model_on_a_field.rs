use brigade::Model;
use serde::Serialize;

#[derive(Serialize, Model)]
struct Token {
    #[model(description = "What to send")]
    access_token: String,
}

fn main() {}
