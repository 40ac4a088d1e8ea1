use brigade::get;

#[get("/", run = "inline", max_running = 8)]
fn read() {}

fn main() {}
