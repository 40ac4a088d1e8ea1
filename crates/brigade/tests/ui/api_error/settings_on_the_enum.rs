use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 404)]
enum ShopError {
    #[api(status = 404)]
    NotFound,
}

fn main() {}
