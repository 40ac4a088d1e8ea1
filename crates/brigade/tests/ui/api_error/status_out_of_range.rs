use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    #[api(status = 200)]
    Fine,
    #[api(status = "404")]
    NotFound,
    #[api(status)]
    Gone,
}

fn main() {}
