use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 404)]
union NotFound {
    id: u64,
}

fn main() {}
