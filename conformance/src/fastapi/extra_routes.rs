use brigade::{App, Media, Model, ResponseParts, delete, get, head, options, patch, routes, trace};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: Option<f64>,
}

#[get("/items/{item_id}")]
fn get_items(item_id: String) -> Value {
    json!({"item_id": item_id})
}

#[get("/items-not-decorated/{item_id}")]
fn get_not_decorated(item_id: String) -> Value {
    json!({"item_id": item_id})
}

#[delete("/items/{item_id}")]
fn delete_item(item_id: String, item: Item) -> Value {
    json!({"item_id": item_id, "item": item})
}

#[head("/items/{item_id}")]
fn head_item(item_id: String, parts: ResponseParts) {
    parts.header("x-fastapi-item-id", &item_id);
}

#[options("/items/{item_id}")]
fn options_item(item_id: String, parts: ResponseParts) {
    parts.header("x-fastapi-item-id", &item_id);
}

#[patch("/items/{item_id}")]
fn patch_item(item_id: String, item: Item) -> Value {
    json!({"item_id": item_id, "item": item})
}

#[trace("/items/{item_id}")]
fn trace_item(item_id: String) -> Media<String> {
    Media("message/http", item_id)
}

pub const APPS: &[Named] = &[("test_extra_routes", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_items,
        get_not_decorated,
        delete_item,
        head_item,
        options_item,
        patch_item,
        trace_item
    ])
}
