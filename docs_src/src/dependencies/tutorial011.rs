use brigade::{App, Value, dependency, get, json, routes};

#[dependency]
fn contains(#[given] fixed_content: &'static str, #[query(default = "")] q: String) -> bool {
    q.contains(fixed_content)
}

#[get("/query-checker/")]
async fn read_query_check(#[depends(contains("bar"))] fixed_content_included: bool) -> Value {
    json!({"fixed_content_in_query": fixed_content_included})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_query_check])
}
