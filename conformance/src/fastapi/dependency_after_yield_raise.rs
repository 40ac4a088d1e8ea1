use std::fmt;

use brigade::{App, Error, HttpError, Outcome, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[derive(Debug)]
struct CustomError;

impl fmt::Display for CustomError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Simulated error during streaming")
    }
}

impl std::error::Error for CustomError {}

#[dependency(cleanup = catch)]
fn catching_dep() -> &'static str {
    "s"
}

fn catch(_: &'static str, outcome: Outcome) -> Result<(), HttpError> {
    match outcome.error().and_then(Error::cause) {
        Some(cause) if cause.is::<CustomError>() => Err(HttpError::new(418, "Session error")),
        _ => Ok(()),
    }
}

#[dependency(cleanup = broken)]
fn broken_dep() -> &'static str {
    "s"
}

fn broken(_: &'static str) -> Result<(), Error> {
    Err(Error::internal("Broken after yield"))
}

#[get("/catching", depends = [catching_dep])]
fn catching() -> Result<Value, Error> {
    Err(CustomError.into())
}

#[get("/broken", depends = [broken_dep])]
fn broken_in_the_end() -> Value {
    json!({"message": "all good?"})
}

pub const APPS: &[Named] = &[("test_dependency_after_yield_raise", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![catching, broken_in_the_end])
}
