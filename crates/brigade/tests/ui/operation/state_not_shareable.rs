use brigade::get;

#[derive(Clone)]
struct Local(std::rc::Rc<u8>);

struct Unique(u8);

#[get("/a")]
fn not_send(#[state] local: &Local) -> u8 {
    *local.0
}

#[get("/b")]
fn not_clone(#[state] unique: Unique) -> u8 {
    unique.0
}

fn main() {}
