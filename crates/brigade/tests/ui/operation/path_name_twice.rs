use brigade::get;

#[get("/{id}/items/{id}")]
async fn read_item(id: u64) {
    let _ = id;
}

fn main() {}
