use brigade::{App, JsonLines, Model, Router, get, routes};
use docs_src::Named;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize, Model)]
struct Item {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional: Option<&'static str>,
}

#[get("/items/stream-bare-async")]
async fn stream_bare_async() -> JsonLines {
    JsonLines::produce(async |sender| sender.send(json!({"name": "foo"})).await)
}

#[get("/items/stream-bare-sync")]
fn stream_bare_sync() -> JsonLines {
    JsonLines::from_iter([json!({"name": "bar"})])
}

#[get("/events-jsonl")]
async fn stream_events_jsonl() -> JsonLines<Item> {
    JsonLines::from_iter([Item { name: "foo", optional: None }])
}

pub const APPS: &[Named] = &[("test_stream_bare_type", app)];

fn app() -> App {
    App::new("FastAPI")
        .routes(routes![stream_bare_async, stream_bare_sync])
        .include(Router::new().prefix("/api").routes(routes![stream_events_jsonl]))
}
