use brigade::get;

#[get("/", priority = "urgent")]
fn read() {}

fn main() {}
