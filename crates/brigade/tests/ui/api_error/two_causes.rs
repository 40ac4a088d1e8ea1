use brigade::ApiError;

#[derive(ApiError)]
#[api(status = 502)]
struct Kitchen(#[source] std::io::Error, #[api(source)] std::io::Error);

fn main() {}
