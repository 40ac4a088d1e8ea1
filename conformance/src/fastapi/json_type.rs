use brigade::{App, Result, get, post, routes, validate};
use docs_src::Named;

/// Reads a list that is written as JSON in a text.
fn list(text: &str) -> Result<Vec<String>> {
    Ok(validate(&serde_json::from_str(text)?)?)
}

#[post("/form-json-list")]
fn form_json_list(#[form] items: String) -> Result<Vec<String>> {
    list(&items)
}

#[get("/query-json-list")]
fn query_json_list(items: String) -> Result<Vec<String>> {
    list(&items)
}

#[get("/header-json-list")]
fn header_json_list(#[header] x_items: String) -> Result<Vec<String>> {
    list(&x_items)
}

#[get("/cookie-json-list")]
fn cookie_json_list(#[cookie] items: String) -> Result<Vec<String>> {
    list(&items)
}

pub const APPS: &[Named] = &[("test_json_type", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![form_json_list, query_json_list, header_json_list, cookie_json_list])
}
