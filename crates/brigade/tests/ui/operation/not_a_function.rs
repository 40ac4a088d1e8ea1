use brigade::get;

#[get("/")]
struct Item;

fn main() {}
