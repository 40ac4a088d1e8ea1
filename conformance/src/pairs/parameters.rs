//! Where parameters come from, under which names, and whether they have to be there.

use std::collections::BTreeSet;

use brigade::{App, DateTime, Model, dependency, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Color, Size};

#[derive(Serialize, Deserialize, Model)]
struct Kinds {
    integer: Option<i64>,
    number: Option<f64>,
    boolean: Option<bool>,
    text: Option<String>,
    moment: Option<DateTime>,
    uuid: Option<Uuid>,
    color: Option<Color>,
    size: Option<Size>,
}

#[derive(Serialize, Deserialize, Model)]
struct Lists {
    integer: Option<i64>,
    number: Option<f64>,
    boolean: Option<bool>,
    text: Option<String>,
    moment: Option<DateTime>,
    uuid: Option<Uuid>,
    color: Option<Color>,
    size: Option<Size>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default = "one")]
    numbers: Vec<i64>,
}

fn one() -> Vec<i64> {
    vec![1]
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Strict {
    one_word: String,
    #[serde(default)]
    numbers: Vec<i64>,
    #[serde(default)]
    flag: bool,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct StrictCookies {
    one_word: String,
    #[serde(default)]
    flag: bool,
}

/// Writes a boolean as Python does.
fn capitalized(flag: bool) -> String {
    if flag { "True" } else { "False" }.to_owned()
}

#[get("/presence")]
async fn read_presence(
    required: String,
    #[query(required)] nullable: Option<String>,
    optional: Option<String>,
    #[query(default = 7)] with_default: i64,
    #[query(default = true)] flag: bool,
    #[query(alias = "other-name")] named: Option<String>,
    #[query(hidden)] hidden: Option<String>,
) -> Vec<Option<String>> {
    vec![Some(required), nullable, optional, Some(with_default.to_string()), Some(capitalized(flag)), named, hidden]
}

#[get("/lists")]
async fn read_lists(
    #[query] required: Vec<String>,
    #[query] optional: Option<Vec<i64>>,
    #[query(default = [])] empty: Vec<f64>,
    #[query(default = [1])] different: BTreeSet<i64>,
) -> (Vec<String>, Option<Vec<i64>>, Vec<f64>, Vec<i64>) {
    (required, optional, empty, different.into_iter().collect())
}

type Headers = (String, Option<i64>, Option<String>, Option<String>, Option<String>, HeaderLists);
type HeaderLists = (Option<Vec<String>>, Vec<i64>, String);

#[get("/headers")]
async fn read_headers(
    #[header] x_required: String,
    #[header] x_number: Option<i64>,
    #[header] user_agent: Option<String>,
    #[header(convert_underscores = false)] with_underscore: Option<String>,
    #[header(alias = "X-Other-Name")] named: Option<String>,
    #[header] x_list: Option<Vec<String>>,
    #[header(default = [])] x_numbers: Vec<i64>,
    #[header(default = "abc", max_length = 3)] x_short: String,
) -> Headers {
    (x_required, x_number, user_agent, with_underscore, named, (x_list, x_numbers, x_short))
}

#[get("/cookies")]
async fn read_cookies(
    #[cookie] required: String,
    #[cookie] number: Option<i64>,
    #[cookie(default = false)] flag: bool,
    #[cookie(alias = "other-name")] named: Option<String>,
    #[cookie(default = "abc", max_length = 3)] short: String,
) -> (String, Option<i64>, bool, Option<String>, String) {
    (required, number, flag, named, short)
}

#[get("/models/query")]
async fn read_query_model(#[query] kinds: Lists) -> Lists {
    kinds
}

#[get("/models/header")]
async fn read_header_model(#[header] kinds: Lists) -> Lists {
    kinds
}

#[get("/models/cookie")]
async fn read_cookie_model(#[cookie] kinds: Kinds) -> Kinds {
    kinds
}

#[get("/strict/query")]
async fn read_strict_query(#[query] strict: Strict) -> Strict {
    strict
}

#[get("/strict/header")]
async fn read_strict_header(#[header] strict: Strict) -> Strict {
    strict
}

#[get("/strict/cookie")]
async fn read_strict_cookie(#[cookie] strict: StrictCookies) -> StrictCookies {
    strict
}

#[dependency]
async fn second(b: i64, #[header(default = 0)] c: i64) -> i128 {
    i128::from(b) + i128::from(c)
}

#[dependency]
async fn first(a: i64, #[depends(second)] rest: i128) -> i128 {
    i128::from(a) + rest
}

#[derive(Serialize, Deserialize, Model)]
struct Body {
    h: i64,
}

#[post("/order/{d}")]
async fn read_order(
    #[depends(first)] sum: i128,
    body: Body,
    #[cookie] g: i64,
    #[header] f: i64,
    e: i64,
    d: i64,
) -> Vec<String> {
    vec![sum.to_string(), d.to_string(), e.to_string(), f.to_string(), g.to_string(), body.h.to_string()]
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_presence,
        read_lists,
        read_headers,
        read_cookies,
        read_query_model,
        read_header_model,
        read_cookie_model,
        read_strict_query,
        read_strict_header,
        read_strict_cookie,
        read_order
    ])
}

pub const APPS: &[Named] = &[("pairs/parameters", app)];
