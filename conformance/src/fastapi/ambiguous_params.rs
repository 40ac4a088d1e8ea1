use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/multi-query")]
async fn get(#[query(gt = 2, lt = 10)] foo: i64) -> Value {
    json!(foo)
}

pub const APPS: &[Named] = &[("test_ambiguous_params", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get])
}
