use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 404)]
struct NotFound {
    #[api(skp)]
    id: u64,
}

fn main() {}
