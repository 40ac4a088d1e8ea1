use brigade::post;

#[post("/items", status_code = 201, response_model = Item, include_in_schema = false)]
async fn create_item() {}

fn main() {}
