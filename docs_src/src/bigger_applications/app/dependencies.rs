use brigade::{HttpError, dependency};

#[dependency]
pub(super) async fn get_token_header(#[header] x_token: String) -> Result<(), HttpError> {
    if x_token == "fake-super-secret-token" { Ok(()) } else { Err(HttpError::new(400, "X-Token header invalid")) }
}

#[dependency]
pub(super) async fn get_query_token(token: String) -> Result<(), HttpError> {
    if token == "jessica" { Ok(()) } else { Err(HttpError::new(400, "No Jessica token provided")) }
}
