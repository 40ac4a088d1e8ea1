use brigade::{App, Router, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("")]
fn get_empty() -> Value {
    json!(["OK"])
}

pub const APPS: &[Named] = &[("test_empty_router", app)];

fn app() -> App {
    App::new("FastAPI").include(Router::new().prefix("/prefix").routes(routes![get_empty]))
}
