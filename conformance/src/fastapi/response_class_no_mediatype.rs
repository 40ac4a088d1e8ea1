use brigade::{Answers, App, Model, Respond, Response, StatusCode, Value, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Error {
    status: String,
    title: String,
}

#[derive(Serialize, Deserialize, Model)]
struct JsonApiError {
    errors: Vec<Error>,
}

/// An answer of which the document does not say what it is.
struct Anything(Response);

impl Respond for Anything {
    const IS_READY: bool = true;

    fn respond(self, _status: Option<StatusCode>) -> brigade::Result<Response> {
        Ok(self.0)
    }

    fn answers() -> Answers {
        Answers::undescribed()
    }
}

#[get("/a", response(500, model = JsonApiError, description = "Error"))]
async fn a() -> Anything {
    Anything(Response::default())
}

#[get("/b", response(500, model = Error, description = "Error"))]
async fn b() -> Value {
    Value::Null
}

pub const APPS: &[Named] = &[("test_response_class_no_mediatype", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![a, b])
}
