use brigade::{App, Model, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    data: String,
}

fn two(name: &str, first: &Value, second: &Value) -> Value {
    json!({
        format!("{name} One"): {
            "summary": format!("{name} One Summary"),
            "description": format!("{name} One Description"),
            "value": first,
        },
        format!("{name} Two"): {"value": second},
    })
}

fn of_body(number: usize) -> Value {
    json!({"data": format!("Data in Body examples, example{number}")})
}

#[post("/examples/")]
fn examples(
    #[body(examples = [of_body(1)], openapi_examples = two("Example", &of_body(1), &of_body(2)))] item: Item,
) -> Value {
    json!(item)
}

#[get("/path_examples/{item_id}")]
fn path_examples(
    #[path(
        examples = ["json_schema_item_1", "json_schema_item_2"],
        openapi_examples = two("Path", &json!("item_1"), &json!("item_2"))
    )]
    item_id: String,
) -> Value {
    json!(item_id)
}

#[get("/query_examples/")]
fn query_examples(
    #[query(
        examples = ["json_schema_query1", "json_schema_query2"],
        openapi_examples = two("Query", &json!("query1"), &json!("query2"))
    )]
    data: Option<String>,
) -> Value {
    json!(data)
}

#[get("/header_examples/")]
fn header_examples(
    #[header(
        examples = ["json_schema_header1", "json_schema_header2"],
        openapi_examples = two("Header", &json!("header1"), &json!("header2"))
    )]
    data: Option<String>,
) -> Value {
    json!(data)
}

#[get("/cookie_examples/")]
fn cookie_examples(
    #[cookie(
        examples = ["json_schema_cookie1", "json_schema_cookie2"],
        openapi_examples = two("Cookie", &json!("cookie1"), &json!("cookie2"))
    )]
    data: Option<String>,
) -> Value {
    json!(data)
}

pub const APPS: &[Named] = &[("test_openapi_examples", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![examples, path_examples, query_examples, header_examples, cookie_examples])
}
