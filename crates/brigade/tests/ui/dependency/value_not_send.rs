use std::rc::Rc;

use brigade::dependency;

#[dependency]
fn connection() -> Rc<u8> {
    Rc::new(1)
}

fn main() {
    let _ = connection {};
}
