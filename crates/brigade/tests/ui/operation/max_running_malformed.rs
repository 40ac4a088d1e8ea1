use brigade::get;

#[get("/", max_running = 0)]
fn none() {}

#[get("/", max_running = "8")]
fn text() {}

fn main() {}
