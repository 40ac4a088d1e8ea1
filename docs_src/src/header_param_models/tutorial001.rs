use brigade::{App, Model, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct CommonHeaders {
    host: String,
    save_data: bool,
    if_modified_since: Option<String>,
    traceparent: Option<String>,
    #[serde(default)]
    x_tag: Vec<String>,
}

#[get("/items/")]
async fn read_items(#[header] headers: CommonHeaders) -> Value {
    json!(headers)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
