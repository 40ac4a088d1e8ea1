//! Only a struct has fields that a request may leave out.

use brigade::{Partial, patch};

#[patch("/burgers")]
async fn update(burgers: Partial<Vec<u64>>) {
    let _ = burgers;
}

fn main() {}
