use brigade::{App, HttpError, Invalid, Request, Value, json, post, routes};

/// Shows a client everything that it sent.
async fn show_body(invalid: Invalid, _request: Request) -> HttpError {
    let body = String::from_utf8_lossy(invalid.bytes());
    HttpError::new(422, json!({"errors": invalid.violations(), "body": body}))
}

#[post("/")]
async fn sum_numbers(#[body] numbers: Vec<i64>) -> Value {
    json!(numbers.iter().sum::<i64>())
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![sum_numbers]).on_invalid(show_body)
}
