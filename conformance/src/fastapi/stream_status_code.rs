use std::collections::BTreeMap;

use brigade::{App, EventStream, JsonLines, ResponseParts, StatusCode, Stream, dependency, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

type Message = BTreeMap<&'static str, &'static str>;

fn message(text: &'static str) -> [Message; 1] {
    [BTreeMap::from([("message", text)])]
}

#[dependency]
fn set_accepted(response: ResponseParts) {
    response.status(StatusCode::ACCEPTED);
}

/// Documents a second status for an answer that is a stream.
fn accepted(media_type: &str, item: Value) -> Value {
    let content = json!({media_type: {"itemSchema": item}});
    json!({"responses": {"202": {"description": "Successful Response", "content": content}}})
}

fn accepted_events() -> Value {
    let texts = json!({"type": "object", "additionalProperties": {"type": "string"}, "title": "SSE stream item"});
    let data = json!({"type": "string", "contentMediaType": "application/json", "contentSchema": texts});
    let properties = json!({
        "data": data,
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer", "minimum": 0},
    });
    accepted("text/event-stream", json!({"type": "object", "properties": properties, "required": ["data"]}))
}

fn accepted_lines() -> Value {
    let texts = json!({"type": "object", "additionalProperties": {"type": "string"}, "title": "JSONL stream item"});
    accepted("application/jsonl", texts)
}

#[post("/sse", status = 201)]
async fn sse() -> EventStream<Message> {
    EventStream::from_iter(message("created"))
}

#[post("/jsonl", status = 201)]
async fn jsonl() -> JsonLines<Message> {
    JsonLines::from_iter(message("created"))
}

#[post("/raw", status = 201)]
async fn raw() -> Stream {
    Stream::from_iter(["accepted"])
}

#[post("/sse-dependency", depends = [set_accepted], openapi_extra = accepted_events())]
async fn sse_dependency() -> EventStream<Message> {
    EventStream::from_iter(message("accepted"))
}

#[post("/jsonl-dependency", depends = [set_accepted], openapi_extra = accepted_lines())]
async fn jsonl_dependency() -> JsonLines<Message> {
    JsonLines::from_iter(message("accepted"))
}

#[post("/raw-dependency", depends = [set_accepted], response(202, description = "Accepted"))]
async fn raw_dependency() -> Stream {
    Stream::from_iter(["accepted"])
}

#[post("/sse-dependency-override", status = 201, depends = [set_accepted], openapi_extra = accepted_events())]
async fn sse_dependency_override() -> EventStream<Message> {
    EventStream::from_iter(message("overridden"))
}

#[post("/jsonl-dependency-override", status = 201, depends = [set_accepted], openapi_extra = accepted_lines())]
async fn jsonl_dependency_override() -> JsonLines<Message> {
    JsonLines::from_iter(message("overridden"))
}

#[post("/raw-dependency-override", status = 201, depends = [set_accepted], response(202, description = "Accepted"))]
async fn raw_dependency_override() -> Stream {
    Stream::from_iter(["overridden"])
}

pub const APPS: &[Named] = &[("test_stream_status_code", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        sse,
        jsonl,
        raw,
        sse_dependency,
        jsonl_dependency,
        raw_dependency,
        sse_dependency_override,
        jsonl_dependency_override,
        raw_dependency_override,
    ])
}
