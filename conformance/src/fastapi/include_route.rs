use brigade::{App, Router, Value, get, json, routes};
use docs_src::Named;

#[get("/items/")]
fn read_items() -> Value {
    json!({"hello": "world"})
}

pub const APPS: &[Named] = &[("test_include_route", app)];

fn app() -> App {
    App::new("FastAPI").include(Router::new().routes(routes![read_items]))
}
