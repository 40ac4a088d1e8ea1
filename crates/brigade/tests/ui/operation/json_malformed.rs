//! What is not JSON in `json!` is shown where it is.

use brigade::{Value, json};

fn answers(burgers: Vec<u8>) -> Vec<Value> {
    vec![
        json!({"name" burgers}),
        json!({"name": }),
        json!([burgers[0], burgers[1]].len()),
    ]
}

fn main() {
    answers(Vec::new());
}
