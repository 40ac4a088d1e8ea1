use brigade::get;

#[get("/", summary = 1, deprecated = "yes", operation_id)]
async fn read() {}

fn main() {}
