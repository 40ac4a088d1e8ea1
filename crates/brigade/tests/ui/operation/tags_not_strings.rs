use brigade::get;

#[get("/a", tags = [items])]
async fn no_string() {}

#[get("/b", tags = "items")]
async fn no_list() {}

fn main() {}
