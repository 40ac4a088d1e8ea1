use brigade::{App, Value, dependency, get, json, routes};

const FAKE_ITEMS: [&str; 3] = ["Foo", "Bar", "Baz"];

#[derive(Clone)]
struct CommonQueryParams {
    q: Option<String>,
    skip: usize,
    limit: usize,
}

#[dependency]
fn common_query_params(
    q: Option<String>,
    #[query(default = 0)] skip: usize,
    #[query(default = 100)] limit: usize,
) -> CommonQueryParams {
    CommonQueryParams { q, skip, limit }
}

#[get("/items/")]
async fn read_items(#[depends(common_query_params)] commons: CommonQueryParams) -> Value {
    let items: Vec<_> =
        FAKE_ITEMS.iter().skip(commons.skip).take(commons.limit).map(|name| json!({"item_name": name})).collect();
    match commons.q {
        Some(q) if !q.is_empty() => json!({"q": q, "items": items}),
        _ => json!({"items": items}),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
