use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/items/")]
fn read_items(#[query(default = [], hide_default)] q: Vec<i64>) -> Value {
    json!({"q": q})
}

pub const APPS: &[Named] = &[("test_multi_query_errors", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
