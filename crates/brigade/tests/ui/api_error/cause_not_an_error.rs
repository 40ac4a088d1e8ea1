use brigade::ApiError;

struct Fire;

#[derive(ApiError)]
#[api(status = 502)]
struct Kitchen(#[source] Fire);

fn main() {}
