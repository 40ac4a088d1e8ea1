//! Is the application that is sent to: of every kind of argument one or more, with constraints.

use std::collections::BTreeMap;

use brigade::{App, Bytes, Date, DateTime, Limits, Model, Result, TimeDelta, UploadFile, get, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Order {
    #[field(min_length = 1, max_length = 20, pattern = "^[a-zé]+$")]
    name: String,
    #[field(gt = 0, le = 100, multiple_of = 0.5)]
    price: f64,
    count: Option<u8>,
    big: Option<i128>,
    #[serde(default)]
    #[field(max_length = 3)]
    tags: Vec<Tag>,
    #[serde(default)]
    parts: BTreeMap<String, Vec<Option<bool>>>,
    inside: Option<Box<Order>>,
    when: Option<When>,
    pair: Option<(i32, String)>,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum Tag {
    Red,
    Green,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind")]
enum When {
    Day { day: Date },
    Moment { moment: DateTime, lasts: Option<TimeDelta> },
}

#[derive(Serialize, Deserialize, Model)]
struct Filter {
    #[field(ge = 0, lt = 1000)]
    limit: Option<i64>,
    #[serde(default)]
    tags: Vec<Tag>,
    flag: Option<bool>,
    since: Option<DateTime>,
}

#[derive(Serialize, Deserialize, Model)]
struct Fields {
    name: String,
    count: u64,
    #[serde(default)]
    more: Vec<f32>,
}

#[get("/query", run = "inline")]
async fn query(#[query] filter: Filter) -> Filter {
    filter
}

#[post("/form", run = "inline")]
async fn form(#[form] fields: Fields) -> Fields {
    fields
}

#[post("/multipart", run = "inline")]
async fn multipart(
    #[form] a: String,
    #[form] b: Option<Vec<String>>,
    file: Option<UploadFile>,
    #[file] bytes: Option<Vec<Bytes>>,
) -> Result<Vec<String>> {
    let mut seen = vec![a];
    seen.extend(b.unwrap_or_default());
    if let Some(file) = file {
        seen.push(format!("{} {:?}", file.filename(), file.headers()));
        seen.push(file.bytes().await?.escape_ascii().to_string());
    }
    seen.extend(bytes.unwrap_or_default().iter().map(|bytes| bytes.escape_ascii().to_string()));
    Ok(seen)
}

#[get("/cookies", run = "inline")]
async fn cookies(
    #[cookie(max_length = 8)] session: Option<String>,
    #[cookie] visits: Option<u32>,
    #[cookie] seen: Option<bool>,
) -> (Option<String>, Option<u32>, Option<bool>) {
    (session, visits, seen)
}

#[post("/json", run = "inline")]
async fn json(order: Order) -> Order {
    order
}

pub(crate) fn app() -> App {
    // Files go to disk as soon as they can.
    let limits = Limits { form_memory_bytes_max: 16, ..Limits::default() };
    App::new("Fuzzed").limits(limits).routes(routes![query, form, multipart, cookies, json])
}
