use brigade::{App, Error, HttpError, Invalid, Request, StatusCode, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

fn answer_http_error(_: HttpError, _: Request) -> Value {
    json!({"exception": "http-exception"})
}

fn answer_invalid(_: Invalid, _: Request) -> Value {
    json!({"exception": "request-validation"})
}

fn answer_error(_: Error, _: Request) -> (StatusCode, Value) {
    (StatusCode::INTERNAL_SERVER_ERROR, json!({"exception": "server-error"}))
}

#[dependency]
fn failing() -> Result<(), Error> {
    Err(Error::internal("a dependency fails"))
}

#[get("/dependency-with-yield", depends = [failing])]
fn with_yield() {}

#[get("/http-exception")]
fn route_with_http_exception() -> Result<Value, HttpError> {
    Err(HttpError::new(400, ()))
}

#[get("/request-validation/{param}/")]
fn route_with_request_validation_exception(param: i64) -> Value {
    json!(param)
}

#[get("/server-error")]
fn route_with_server_error() -> Result<Value, Error> {
    Err(Error::internal("Oops!"))
}

pub const APPS: &[Named] = &[("test_exception_handlers", app)];

fn app() -> App {
    App::new("FastAPI").on_error(answer_http_error).on_invalid(answer_invalid).on_error(answer_error).routes(routes![
        with_yield,
        route_with_http_exception,
        route_with_request_validation_exception,
        route_with_server_error
    ])
}
