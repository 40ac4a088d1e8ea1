use brigade::get;

#[get("/" deprecated, hidden summary = "One")]
async fn read() {}

fn main() {}
