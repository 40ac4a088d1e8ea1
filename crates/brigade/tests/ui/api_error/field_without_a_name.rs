use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 502)]
struct Kitchen(std::io::Error);

fn main() {}
