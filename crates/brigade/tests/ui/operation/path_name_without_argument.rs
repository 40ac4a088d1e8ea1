use brigade::get;

#[get("/users/{user_id}/items/{item_id}")]
async fn read_item(item: u64) {
    let _ = item;
}

fn main() {}
