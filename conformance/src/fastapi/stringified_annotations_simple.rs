use brigade::{App, Request, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[dependency]
fn dep(_request: Request) -> String {
    "test".to_owned()
}

#[get("/test/")]
fn call(#[depends(dep)] test: String) -> Value {
    json!({"test": test})
}

pub const APPS: &[Named] = &[("test_stringified_annotations_simple/test_stringified_annotations", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![call])
}
