use brigade::{App, Router, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/")]
fn read_item() -> Value {
    json!({"id": "foo"})
}

pub const APPS: &[Named] = &[("test_additional_response_extra", app)];

fn app() -> App {
    let sub_router = Router::new().prefix("/items").routes(routes![read_item]);
    App::new("FastAPI").include(Router::new().include(sub_router))
}
