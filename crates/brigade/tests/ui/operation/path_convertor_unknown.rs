use brigade::get;

#[get("/items/{item_id:integer}")]
async fn read_item(item_id: u64) {
    let _ = item_id;
}

fn main() {}
