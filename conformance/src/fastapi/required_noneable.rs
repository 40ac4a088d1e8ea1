use brigade::{App, Value, get, json, post, routes};
use docs_src::Named;

#[get("/query")]
fn read_query(#[query(required)] q: Option<String>) -> Value {
    json!(q)
}

#[get("/explicit-query")]
fn read_explicit_query(#[query(required)] q: Option<String>) -> Value {
    json!(q)
}

#[post("/body-embed")]
fn send_body_embed(#[body(required, embed)] b: Option<String>) -> Value {
    json!(b)
}

pub const APPS: &[Named] = &[("test_required_noneable", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_query, read_explicit_query, send_body_embed])
}
