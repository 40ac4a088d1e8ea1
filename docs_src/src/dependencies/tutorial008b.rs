use std::fmt;

use brigade::{App, Error, HttpError, Outcome, Value, dependency, get, json, routes};

#[derive(Debug)]
struct OwnerError(String);

impl fmt::Display for OwnerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for OwnerError {}

#[dependency(cleanup = say_whose_it_is)]
fn get_username() -> String {
    "Rick".to_owned()
}

fn say_whose_it_is(_username: String, outcome: Outcome) -> Result<(), HttpError> {
    match outcome.error().and_then(Error::cause).and_then(|cause| cause.downcast_ref()) {
        Some(OwnerError(owner)) => Err(HttpError::new(400, format!("Owner error: {owner}"))),
        None => Ok(()),
    }
}

#[get("/items/{item_id}")]
fn get_item(item_id: String, #[depends(get_username)] username: String) -> Result<Value, Error> {
    let (description, owner) = match item_id.as_str() {
        "plumbus" => ("Freshly pickled plumbus", "Morty"),
        "portal-gun" => ("Gun to create portals", "Rick"),
        _ => return Err(HttpError::new(404, "Item not found").into()),
    };
    if owner != username {
        return Err(OwnerError(username).into());
    }
    Ok(json!({"description": description, "owner": owner}))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_item])
}
