use brigade::{Answers, App, Error, Model, Respond, Response, StatusCode, Value, get, json, routes};
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

enum Found {
    Item(Item),
    Nothing,
}

impl Respond for Found {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        match self {
            Found::Item(item) => item.respond(status),
            Found::Nothing => Message { message: "Item not found".into() }.respond(Some(StatusCode::NOT_FOUND)),
        }
    }

    fn answers() -> Answers {
        Answers::json::<Item>()
    }
}

fn example() -> Value {
    let content = json!({"application/json": {"example": {"id": "bar", "value": "The bar tenders"}}});
    json!({"responses": {"200": {"content": content}}})
}

#[get(
    "/items/{item_id}",
    response(404, model = Message, description = "The item was not found"),
    response_description = "Item requested by ID",
    openapi_extra = example()
)]
async fn read_item(item_id: String) -> Found {
    match item_id.as_str() {
        "foo" => Found::Item(Item { id: item_id, value: "there goes my hero".into() }),
        _ => Found::Nothing,
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
