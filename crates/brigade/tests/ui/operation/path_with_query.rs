use brigade::get;

#[get("/items?limit={limit}")]
async fn read_items(limit: u32) {
    let _ = limit;
}

fn main() {}
