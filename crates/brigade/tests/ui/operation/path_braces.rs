use brigade::get;

#[get("/items/{item_id")]
async fn not_closed() {}

#[get("/items/item_id}")]
async fn not_opened() {}

#[get("/items/{}")]
async fn no_name() {}

#[get("/items/{item-id}")]
async fn no_identifier() {}

fn main() {}
