use brigade::ApiError;

struct Item;

#[derive(ApiError)]
#[api(status = 404, detail = "{0} not found")]
struct NotFound(Item);

fn main() {}
