use std::collections::BTreeSet;

use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/")]
fn read_root(#[query(max_length = 3)] foo: Option<BTreeSet<String>>) -> Value {
    json!({"foo": foo})
}

pub const APPS: &[Named] = &[("test_nested_annotated_in_sequence", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_root])
}
