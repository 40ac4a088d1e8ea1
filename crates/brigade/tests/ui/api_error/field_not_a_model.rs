use brigade::ApiError;

#[derive(serde::Serialize)]
struct Item;

#[derive(ApiError)]
#[api(status = 404)]
struct NotFound {
    item: Item,
}

fn main() {}
