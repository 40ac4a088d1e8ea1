use brigade::get;

#[get("/items/{item_id}")]
async fn read_item(#[path(default = 1)] item_id: u64) {
    let _ = item_id;
}

fn main() {}
