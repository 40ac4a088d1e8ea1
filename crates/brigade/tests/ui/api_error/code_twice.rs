use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    #[api(status = 404, code = "gone")]
    NotFound,
    #[api(status = 410, code = "gone")]
    Gone,
}

fn main() {}
