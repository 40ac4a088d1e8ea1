use brigade::ApiError;

#[derive(ApiError)]
enum ShopError {
    #[api(status = 409, detail = "Only {left")]
    SoldOut { left: u32 },
    #[api(status = 404, detail = "a}")]
    NotFound,
    #[api(status = 404, detail = "Only {}")]
    Gone { left: u32 },
}

fn main() {}
