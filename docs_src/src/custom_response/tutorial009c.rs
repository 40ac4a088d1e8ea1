use brigade::{Answers, App, Error, Media, Respond, Response, StatusCode, Value, get, json, routes};

/// JSON for people to read.
struct Pretty(Value);

impl Respond for Pretty {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        Media("application/json", serde_json::to_string_pretty(&self.0)?).respond(status)
    }

    fn answers() -> Answers {
        Answers::media("application/json")
    }
}

#[get("/")]
async fn main() -> Pretty {
    Pretty(json!({"message": "Hello World"}))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
