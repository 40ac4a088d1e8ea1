use brigade::{App, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[derive(Debug)]
struct A;

#[derive(Debug)]
struct B;

#[dependency]
fn new_a() -> A {
    A
}

#[dependency]
fn new_b() -> B {
    B
}

#[get("/a")]
async fn a(#[depends(new_a)] dep: &A) -> Value {
    json!({"cls": format!("{dep:?}")})
}

#[get("/b")]
async fn b(#[depends(new_b)] dep: &B) -> Value {
    json!({"cls": format!("{dep:?}")})
}

pub const APPS: &[Named] = &[("test_generic_parameterless_depends", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![a, b])
}
