use std::collections::BTreeSet;

use brigade::{App, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/form/python-list")]
fn post_form_param_list(#[form] items: Vec<String>) -> Value {
    json!(items)
}

#[post("/form/python-set")]
fn post_form_param_set(#[form] items: BTreeSet<String>) -> Value {
    json!(items)
}

#[post("/form/python-tuple")]
fn post_form_param_tuple(#[form] items: Vec<String>) -> Value {
    json!(items)
}

pub const APPS: &[Named] = &[("test_forms_from_non_typing_sequences", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_form_param_list, post_form_param_set, post_form_param_tuple])
}
