use std::collections::BTreeSet;

use brigade::{App, ExternalDocs, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/api_route")]
fn non_operation() -> Value {
    json!({"message": "Hello World"})
}

#[get("/non_decorated_route")]
fn non_decorated_route() -> Value {
    json!({"message": "Hello World"})
}

#[get("/text")]
fn get_text() -> Value {
    "Hello World".into()
}

#[get("/path/{item_id}")]
fn get_id(item_id: Value) -> Value {
    item_id
}

#[get("/path/str/{item_id}")]
fn get_str_id(item_id: String) -> Value {
    item_id.into()
}

#[get("/path/int/{item_id}")]
fn get_int_id(item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/float/{item_id}")]
fn get_float_id(item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/bool/{item_id}")]
fn get_bool_id(item_id: bool) -> Value {
    item_id.into()
}

#[get("/path/param/{item_id}")]
fn get_path_param_id(#[path] item_id: Option<String>) -> Value {
    item_id.into()
}

#[get("/path/param-minlength/{item_id}")]
fn get_path_param_min_length(#[path(min_length = 3)] item_id: String) -> Value {
    item_id.into()
}

#[get("/path/param-maxlength/{item_id}")]
fn get_path_param_max_length(#[path(max_length = 3)] item_id: String) -> Value {
    item_id.into()
}

#[get("/path/param-min_maxlength/{item_id}")]
fn get_path_param_min_max_length(#[path(min_length = 2, max_length = 3)] item_id: String) -> Value {
    item_id.into()
}

#[get("/path/param-gt/{item_id}")]
fn get_path_param_gt(#[path(gt = 3)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-gt0/{item_id}")]
fn get_path_param_gt0(#[path(gt = 0)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-ge/{item_id}")]
fn get_path_param_ge(#[path(ge = 3)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-lt/{item_id}")]
fn get_path_param_lt(#[path(lt = 3)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-lt0/{item_id}")]
fn get_path_param_lt0(#[path(lt = 0)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-le/{item_id}")]
fn get_path_param_le(#[path(le = 3)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-lt-gt/{item_id}")]
fn get_path_param_lt_gt(#[path(lt = 3, gt = 1)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-le-ge/{item_id}")]
fn get_path_param_le_ge(#[path(le = 3, ge = 1)] item_id: f64) -> Value {
    item_id.into()
}

#[get("/path/param-lt-int/{item_id}")]
fn get_path_param_lt_int(#[path(lt = 3)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/param-gt-int/{item_id}")]
fn get_path_param_gt_int(#[path(gt = 3)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/param-le-int/{item_id}")]
fn get_path_param_le_int(#[path(le = 3)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/param-ge-int/{item_id}")]
fn get_path_param_ge_int(#[path(ge = 3)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/param-lt-gt-int/{item_id}")]
fn get_path_param_lt_gt_int(#[path(lt = 3, gt = 1)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/path/param-le-ge-int/{item_id}")]
fn get_path_param_le_ge_int(#[path(le = 3, ge = 1)] item_id: i64) -> Value {
    item_id.into()
}

#[get("/query")]
fn get_query(#[query(json_schema = json!({}))] query: String) -> Value {
    format!("foo bar {query}").into()
}

#[get("/query/optional")]
fn get_query_optional(#[query(json_schema = json!({}))] query: Option<String>) -> Value {
    query.map_or_else(|| "foo bar".to_owned(), |query| format!("foo bar {query}")).into()
}

#[get("/query/int")]
fn get_query_type(query: i64) -> Value {
    format!("foo bar {query}").into()
}

#[get("/query/int/optional")]
fn get_query_type_optional(query: Option<i64>) -> Value {
    query.map_or_else(|| "foo bar".to_owned(), |query| format!("foo bar {query}")).into()
}

#[get("/query/int/default")]
fn get_query_type_int_default(#[query(default = 10)] query: i64) -> Value {
    format!("foo bar {query}").into()
}

#[get("/query/param")]
fn get_query_param(#[query(json_schema = json!({}))] query: Option<String>) -> Value {
    query.map_or_else(|| "foo bar".to_owned(), |query| format!("foo bar {query}")).into()
}

#[get("/query/param-required")]
fn get_query_param_required(#[query(json_schema = json!({}))] query: String) -> Value {
    format!("foo bar {query}").into()
}

#[get("/query/param-required/int")]
fn get_query_param_required_type(query: i64) -> Value {
    format!("foo bar {query}").into()
}

#[get("/enum-status-code", status = 201)]
fn get_enum_status_code() -> Value {
    "foo bar".into()
}

#[get("/query/frozenset")]
fn get_query_type_frozenset(#[query] query: BTreeSet<i64>) -> Value {
    query.iter().map(ToString::to_string).collect::<Vec<_>>().join(",").into()
}

#[get("/query/list")]
fn get_query_list(#[query] device_ids: Vec<i64>) -> Vec<i64> {
    device_ids
}

#[get("/query/list-default")]
fn get_query_list_default(#[query(default = [])] device_ids: Vec<i64>) -> Vec<i64> {
    device_ids
}

pub const APPS: &[Named] = &[("main", app)];

fn app() -> App {
    let docs = ExternalDocs::new("https://docs.example.com/api-general").description("External API documentation.");
    App::new("FastAPI").external_docs(docs).routes(routes![
        non_operation,
        non_decorated_route,
        get_text,
        get_id,
        get_str_id,
        get_int_id,
        get_float_id,
        get_bool_id,
        get_path_param_id,
        get_path_param_min_length,
        get_path_param_max_length,
        get_path_param_min_max_length,
        get_path_param_gt,
        get_path_param_gt0,
        get_path_param_ge,
        get_path_param_lt,
        get_path_param_lt0,
        get_path_param_le,
        get_path_param_lt_gt,
        get_path_param_le_ge,
        get_path_param_lt_int,
        get_path_param_gt_int,
        get_path_param_le_int,
        get_path_param_ge_int,
        get_path_param_lt_gt_int,
        get_path_param_le_ge_int,
        get_query,
        get_query_optional,
        get_query_type,
        get_query_type_optional,
        get_query_type_int_default,
        get_query_param,
        get_query_param_required,
        get_query_param_required_type,
        get_enum_status_code,
        get_query_type_frozenset,
        get_query_list,
        get_query_list_default,
    ])
}
