use std::{cell::Cell, future, rc::Rc};

use brigade::dependency;

#[dependency]
async fn counter() -> u8 {
    let count = Rc::new(Cell::new(1));
    future::ready(()).await;
    count.get()
}

fn main() {
    let _ = counter {};
}
