use std::fmt::Write;

use brigade::{App, HttpError, Invalid, Request, StatusCode, Text, Value, get, json, routes};

async fn answer_error(error: HttpError, _request: Request) -> (StatusCode, Text<String>) {
    (error.status(), Text(error.message().to_owned()))
}

async fn answer_invalid(invalid: Invalid, _request: Request) -> (StatusCode, Text<String>) {
    let mut message = "Validation errors:".to_owned();
    for violation in invalid.violations() {
        let location: Vec<_> = violation.location.iter().map(ToString::to_string).collect();
        let _ = write!(message, "\nField: ('{}'), Error: {}", location.join("', '"), violation.fault.message);
    }
    (StatusCode::BAD_REQUEST, Text(message))
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Result<Value, HttpError> {
    if item_id == 3 {
        return Err(HttpError::new(418, "Nope! I don't like 3."));
    }
    Ok(json!({"item_id": item_id}))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item]).on_error(answer_error).on_invalid(answer_invalid)
}
