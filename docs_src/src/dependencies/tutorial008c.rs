use std::fmt;

use brigade::{App, Error, HttpError, Outcome, Value, dependency, get, routes};

#[derive(Debug)]
struct InternalError(String);

impl fmt::Display for InternalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InternalError {}

#[dependency(cleanup = look)]
fn get_username() -> String {
    "Rick".to_owned()
}

/// A clean-up may answer another error. It cannot swallow one: the request has no other answer.
fn look(_username: String, outcome: Outcome) {
    if outcome.error().and_then(Error::cause).is_some_and(|cause| cause.is::<InternalError>()) {
        println!("Oops, this is all we say about it");
    }
}

#[get("/items/{item_id}")]
fn get_item(item_id: String, #[depends(get_username)] username: String) -> Result<Value, Error> {
    match item_id.as_str() {
        "portal-gun" => Err(InternalError(format!("The portal gun is too dangerous to be owned by {username}")).into()),
        "plumbus" => Ok(item_id.into()),
        _ => Err(HttpError::new(404, "Item not found, there's only a plumbus here").into()),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_item])
}
