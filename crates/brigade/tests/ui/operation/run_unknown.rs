use brigade::get;

#[get("/", run = "thread")]
async fn read() {}

fn main() {}
