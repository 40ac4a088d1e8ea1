use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 404, code = "not_found")]
struct NotFound {
    detail: String,
    code: u8,
}

fn main() {}
