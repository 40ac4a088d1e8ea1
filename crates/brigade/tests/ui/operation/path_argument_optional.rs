use brigade::get;

#[get("/items/{item_id}")]
async fn read_item(item_id: Option<u64>) {
    let _ = item_id;
}

fn main() {}
