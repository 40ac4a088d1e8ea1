use brigade::get;

#[get("/items/{item_id}")]
async fn read_item(#[query] item_id: u64) {
    let _ = item_id;
}

fn main() {}
