use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::Value;

#[get("/a/{id}")]
async fn a(id: Value) -> Value {
    id
}

pub const APPS: &[Named] = &[("test_additional_responses_default_validationerror", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![a])
}
