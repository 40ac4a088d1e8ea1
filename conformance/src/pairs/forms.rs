//! Forms: single fields, lists, models.

use brigade::{App, Date, Model, post, routes, security::OAuth2PasswordForm};
use docs_src::Named;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Color;

#[derive(Serialize, Deserialize, Model)]
struct Kinds {
    integer: i64,
    #[serde(default = "half")]
    number: f64,
    boolean: Option<bool>,
    text: Option<String>,
    day: Option<Date>,
    decimal: Option<Decimal>,
    color: Option<Color>,
    #[serde(default)]
    words: Vec<String>,
}

fn half() -> f64 {
    0.5
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Closed {
    name: String,
    #[serde(default)]
    numbers: Vec<i64>,
}

#[post("/fields")]
async fn write_fields(
    #[form] text: String,
    #[form(default = 7)] number: i64,
    #[form] flag: Option<bool>,
    #[form(alias = "other-name")] named: Option<String>,
    #[form(default = "abc", min_length = 1, max_length = 3)] short: String,
) -> (String, i64, Option<bool>, Option<String>, String) {
    (text, number, flag, named, short)
}

#[post("/lists")]
async fn write_lists(
    #[form] words: Vec<String>,
    #[form(default = [1])] numbers: Vec<i64>,
    #[form] optional: Option<Vec<f64>>,
) -> (Vec<String>, Vec<i64>, Option<Vec<f64>>) {
    (words, numbers, optional)
}

#[post("/model")]
async fn write_model(#[form] form: Kinds) -> Kinds {
    form
}

#[post("/closed")]
async fn write_closed(#[form] form: Closed) -> Closed {
    form
}

#[post("/optional")]
async fn write_optional(#[form] text: Option<String>, q: Option<String>) -> (Option<String>, Option<String>) {
    (text, q)
}

#[post("/password")]
async fn write_password(form: OAuth2PasswordForm) -> Vec<Option<String>> {
    let password = form.password.expose().to_owned();
    let client_secret = form.client_secret.as_ref().map(|secret| secret.expose().to_owned());
    let scopes = form.scopes.join(" ");
    vec![Some(form.username.clone()), Some(password), Some(scopes), form.client_id.clone(), client_secret]
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        write_fields,
        write_lists,
        write_model,
        write_closed,
        write_optional,
        write_password
    ])
}

pub const APPS: &[Named] = &[("pairs/forms", app)];
