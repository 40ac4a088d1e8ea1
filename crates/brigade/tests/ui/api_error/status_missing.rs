use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    NotFound,
    #[api(detail = "Gone")]
    Gone,
}

#[derive(ApiError)]
struct Closed;

fn main() {}
