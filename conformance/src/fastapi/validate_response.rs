use brigade::{App, Model, Result, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{from_value, json};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: Option<f64>,
    owner_ids: Option<Vec<i64>>,
}

// What comes from elsewhere, without a type, is an error of the server if it is not what it should be.

#[get("/items/invalid")]
fn get_invalid() -> Result<Item> {
    Ok(from_value(json!({"name": "invalid", "price": "foo"}))?)
}

#[get("/items/invalidnone")]
fn get_invalid_none() -> Result<Item> {
    Ok(from_value(json!(null))?)
}

#[get("/items/validnone")]
fn get_valid_none(#[query(default = false)] send_none: bool) -> Option<Item> {
    (!send_none).then(|| Item { name: "invalid".to_owned(), price: Some(3.2), owner_ids: None })
}

#[get("/items/innerinvalid")]
fn get_innerinvalid() -> Result<Item> {
    Ok(from_value(json!({"name": "double invalid", "price": "foo", "owner_ids": ["foo", "bar"]}))?)
}

#[get("/items/invalidlist")]
fn get_invalidlist() -> Result<Vec<Item>> {
    Ok(from_value(json!([{"name": "foo"}, {"name": "bar", "price": "bar"}, {"name": "baz", "price": "baz"}]))?)
}

pub const APPS: &[Named] = &[("test_validate_response", app), ("test_validate_response_dataclass", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_invalid,
        get_invalid_none,
        get_valid_none,
        get_innerinvalid,
        get_invalidlist
    ])
}
