use brigade::{App, Invalid, Model, Request, StatusCode, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    title: String,
    size: i64,
}

async fn answer_invalid(invalid: Invalid, _request: Request) -> (StatusCode, Value) {
    let answer = json!({"detail": invalid.violations(), "body": invalid.body()});
    (StatusCode::UNPROCESSABLE_ENTITY, answer)
}

#[post("/items/")]
async fn create_item(item: Item) -> Value {
    json!(item)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_item]).on_invalid(answer_invalid)
}
