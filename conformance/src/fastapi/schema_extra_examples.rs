use brigade::{App, Model, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
#[model(example = Item { data: "Data in schema_extra".to_owned() })]
struct Item {
    data: String,
}

#[post("/schema_extra/")]
fn schema_extra(item: Item) -> Value {
    json!(item)
}

#[post("/example/")]
fn example(#[body(examples = [json!({"data": "Data in Body example"})])] item: Item) -> Value {
    json!(item)
}

#[post("/examples/")]
fn examples(
    #[body(examples = [json!({"data": "Data in Body examples, example1"}), json!({"data": "Data in Body examples, example2"})])]
    item: Item,
) -> Value {
    json!(item)
}

#[post("/example_examples/")]
fn example_examples(
    #[body(examples = [json!({"data": "examples example_examples 1"}), json!({"data": "examples example_examples 2"})])]
    item: Item,
) -> Value {
    json!(item)
}

#[get("/path_example/{item_id}")]
fn path_example(#[path(examples = ["item_1"])] item_id: String) -> String {
    item_id
}

#[get("/path_examples/{item_id}")]
fn path_examples(#[path(examples = ["item_1", "item_2"])] item_id: String) -> String {
    item_id
}

#[get("/path_example_examples/{item_id}")]
fn path_example_examples(#[path(examples = ["item_1", "item_2"])] item_id: String) -> String {
    item_id
}

#[get("/query_example/")]
fn query_example(#[query(examples = ["query1"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/query_examples/")]
fn query_examples(#[query(examples = ["query1", "query2"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/query_example_examples/")]
fn query_example_examples(#[query(examples = ["query1", "query2"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/header_example/")]
fn header_example(#[header(examples = ["header1"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/header_examples/")]
fn header_examples(#[header(examples = ["header1", "header2"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/header_example_examples/")]
fn header_example_examples(#[header(examples = ["header1", "header2"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/cookie_example/")]
fn cookie_example(#[cookie(examples = ["cookie1"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/cookie_examples/")]
fn cookie_examples(#[cookie(examples = ["cookie1", "cookie2"])] data: Option<String>) -> Option<String> {
    data
}

#[get("/cookie_example_examples/")]
fn cookie_example_examples(#[cookie(examples = ["cookie1", "cookie2"])] data: Option<String>) -> Option<String> {
    data
}

pub const APPS: &[Named] = &[("test_schema_extra_examples/create_app", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        schema_extra,
        example,
        examples,
        example_examples,
        path_example,
        path_examples,
        path_example_examples,
        query_example,
        query_examples,
        query_example_examples,
        header_example,
        header_examples,
        header_example_examples,
        cookie_example,
        cookie_examples,
        cookie_example_examples,
    ])
}
