use brigade::{App, Model, StatusCode, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    id: String,
    value: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Message {
    message: String,
}

fn example() -> Value {
    json!({"content": {"application/json": {"example": {"id": "bar", "value": "The bar tenders"}}}})
}

#[get(
    "/items/{item_id}",
    response(404, model = Message, description = "The item was not found"),
    response(200, description = "Item requested by ID", openapi_extra = example())
)]
async fn read_item(item_id: String) -> Result<Item, (StatusCode, Message)> {
    match item_id.as_str() {
        "foo" => Ok(Item { id: item_id, value: "there goes my hero".into() }),
        _ => Err((StatusCode::NOT_FOUND, Message { message: "Item not found".into() })),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
