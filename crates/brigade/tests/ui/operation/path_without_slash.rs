use brigade::get;

#[get("items")]
async fn read_items() {}

fn main() {}
