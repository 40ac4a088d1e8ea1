use brigade::{App, BoxError, JsonLines, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, from_value, json};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
}

fn rows() -> [Value; 2] {
    [json!({"name": "valid", "price": 1.0}), json!({"name": "invalid", "price": "not-a-number"})]
}

#[get("/items/stream-invalid")]
async fn stream_items_invalid() -> JsonLines<Item> {
    JsonLines::produce(|sender| async move {
        for row in rows() {
            sender.send(from_value::<Item>(row)?).await?;
        }
        Ok(())
    })
}

#[get("/items/stream-invalid-sync")]
fn stream_items_invalid_sync() -> JsonLines<Item> {
    JsonLines::from_iter(rows().into_iter().map(|row| Ok::<Item, BoxError>(from_value(row)?)))
}

pub const APPS: &[Named] = &[("test_stream_json_validation_error", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![stream_items_invalid, stream_items_invalid_sync])
}
