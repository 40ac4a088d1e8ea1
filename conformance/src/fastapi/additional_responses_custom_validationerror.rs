use brigade::{Answers, App, Media, Model, Respond, Response, StatusCode, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// JSON as <https://jsonapi.org> has it.
struct JsonApi(Value);

impl Respond for JsonApi {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media("application/vnd.api+json", self.0.to_string()).respond(status)
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

#[get("/a/{id}", response(422, model = JsonApiError, description = "Error"))]
async fn a(id: Value) -> JsonApi {
    JsonApi(id)
}

pub const APPS: &[Named] = &[("test_additional_responses_custom_validationerror", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![a])
}
