use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    #[api(status = 409, detail = "Only {rest} left")]
    SoldOut { left: u32, total: u32 },
    #[api(status = 404, detail = "{0} not found")]
    NotFound,
}

fn main() {}
