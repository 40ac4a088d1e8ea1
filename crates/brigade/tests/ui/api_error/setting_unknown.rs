use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    #[api(status = 404, detial = "Not found")]
    NotFound,
    #[api(status = 410, detail = "Gone", detail = "Really gone")]
    Gone,
    #[api]
    Closed,
}

fn main() {}
