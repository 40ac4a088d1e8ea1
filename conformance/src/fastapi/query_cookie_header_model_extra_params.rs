use std::collections::BTreeMap;

use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Extra {
    param: String,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Serialize, Deserialize, Model)]
struct AuthHeaders {
    x_user_id: String,
}

#[get("/query")]
async fn query_model_with_extra(#[query] data: Extra) -> Value {
    json!(data)
}

#[get("/header")]
async fn header_model_with_extra(#[header] data: Extra) -> Value {
    json!(data)
}

#[get("/cookie")]
async fn cookies_model_with_extra(#[cookie] data: Extra) -> Value {
    json!(data)
}

#[get("/header-requires-hyphen")]
async fn header_model_requires_hyphen(#[header] data: AuthHeaders) -> Value {
    json!(data)
}

pub const APPS: &[Named] = &[("test_query_cookie_header_model_extra_params", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        query_model_with_extra,
        header_model_with_extra,
        cookies_model_with_extra,
        header_model_requires_hyphen
    ])
}
