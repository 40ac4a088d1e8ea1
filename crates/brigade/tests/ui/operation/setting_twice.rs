use brigade::get;

#[get("/", summary = "One", summary = "Two")]
async fn read() {}

fn main() {}
