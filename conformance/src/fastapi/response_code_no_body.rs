use brigade::{Answers, App, Media, Model, Respond, Response, StatusCode, Value, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

/// JSON as <https://jsonapi.org> has it.
struct JsonApi(Value);

impl Respond for JsonApi {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media("application/vnd.api+json", serde_json::to_vec(&self.0)?).respond(status)
    }

    fn answers() -> Answers {
        Value::answers().with_media_type("application/vnd.api+json")
    }
}

#[derive(Serialize, Deserialize, Model)]
struct Error {
    status: String,
    title: String,
}

#[derive(Serialize, Deserialize, Model)]
struct JsonApiError {
    errors: Vec<Error>,
}

#[get("/a", status = 204, response(500, model = JsonApiError, description = "Error"))]
async fn a() -> JsonApi {
    JsonApi(Value::Null)
}

#[get("/b", response(204, description = "No Content"))]
async fn b() -> Value {
    Value::Null
}

pub const APPS: &[Named] = &[("test_response_code_no_body", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![a, b])
}
