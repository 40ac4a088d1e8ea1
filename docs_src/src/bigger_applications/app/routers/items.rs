use brigade::{DocumentedResponse, HttpError, Router, Value, depends, get, json, put, routes};

use super::super::dependencies::get_token_header;

const FAKE_ITEMS_DB: [(&str, &str); 2] = [("plumbus", "Plumbus"), ("gun", "Portal Gun")];

#[get("/")]
async fn read_items() -> Value {
    FAKE_ITEMS_DB.iter().map(|(item_id, name)| ((*item_id).to_owned(), json!({"name": name}))).collect()
}

#[get("/{item_id}")]
async fn read_item(item_id: String) -> Result<Value, HttpError> {
    match FAKE_ITEMS_DB.iter().find(|(id, _)| *id == item_id) {
        Some((_, name)) => Ok(json!({"name": name, "item_id": item_id})),
        None => Err(HttpError::new(404, "Item not found")),
    }
}

#[put("/{item_id}", tags = ["custom"], response(403, description = "Operation forbidden"))]
async fn update_item(item_id: String) -> Result<Value, HttpError> {
    if item_id != "plumbus" {
        return Err(HttpError::new(403, "You can only update the item: plumbus"));
    }
    Ok(json!({"item_id": item_id, "name": "The great Plumbus"}))
}

pub(crate) fn router() -> Router {
    Router::new()
        .prefix("/items")
        .tags(["items"])
        .depends(depends![get_token_header])
        .responses([DocumentedResponse::new("404").description("Not found")])
        .routes(routes![read_items, read_item, update_item])
}
