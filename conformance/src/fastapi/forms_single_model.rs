use std::collections::BTreeMap;

use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct FormModel {
    username: String,
    lastname: String,
    age: Option<i64>,
    #[serde(default = "tags")]
    tags: Vec<String>,
    #[serde(rename = "with", default = "nothing")]
    alias_with: String,
}

fn tags() -> Vec<String> {
    vec!["foo".to_owned(), "bar".to_owned()]
}

fn nothing() -> String {
    "nothing".to_owned()
}

#[derive(Serialize, Deserialize, Model)]
struct FormModelExtraAllow {
    param: String,
    #[serde(flatten)]
    extra: BTreeMap<String, Value>,
}

#[post("/form/")]
fn post_form(#[form] user: FormModel) -> Value {
    json!(user)
}

#[post("/form-extra-allow/")]
fn post_form_extra_allow(#[form] params: FormModelExtraAllow) -> Value {
    json!(params)
}

pub const APPS: &[Named] = &[("test_forms_single_model", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_form, post_form_extra_allow])
}
