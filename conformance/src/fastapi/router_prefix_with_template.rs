use brigade::{App, Router, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/users/{id}")]
fn read_user(#[path] segment: String, id: String) -> Value {
    json!({"segment": segment, "id": id})
}

pub const APPS: &[Named] = &[("test_router_prefix_with_template", app)];

fn app() -> App {
    App::new("FastAPI").include(Router::new().prefix("/{segment}").routes(routes![read_user]))
}
