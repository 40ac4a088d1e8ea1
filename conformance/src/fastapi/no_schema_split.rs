use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Default, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum MessageEventType {
    #[default]
    Alpha,
    Beta,
}

#[derive(Serialize, Deserialize, Model)]
struct MessageEvent {
    #[serde(default)]
    event_type: MessageEventType,
    output: String,
}

#[derive(Serialize, Deserialize, Model)]
struct MessageOutput {
    #[serde(default)]
    body: String,
    #[serde(default)]
    events: Vec<MessageEvent>,
}

#[derive(Serialize, Deserialize, Model)]
struct Message {
    input: String,
    output: MessageOutput,
}

#[post("/messages")]
async fn create_message(input_message: String) -> Message {
    let body = format!("Processed: {input_message}");
    Message { input: input_message, output: MessageOutput { body, events: vec![] } }
}

pub const APPS: &[Named] = &[("test_no_schema_split", app)];

fn app() -> App {
    App::new("Minimal FastAPI App").version("1.0.0").routes(routes![create_message])
}
