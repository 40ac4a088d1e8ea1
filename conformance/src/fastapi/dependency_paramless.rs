use brigade::{
    App, HttpError, dependency, get, routes,
    security::{OAuth2PasswordBearer, SecurityScopes},
};
use docs_src::Named;
use serde_json::{Value, json};

const OAUTH2_SCHEME: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[dependency]
fn process_auth(
    #[security(OAUTH2_SCHEME)] credentials: Option<String>,
    security_scopes: SecurityScopes,
) -> Result<Value, HttpError> {
    if !["a", "b"].iter().all(|wanted| security_scopes.iter().any(|scope| scope == *wanted)) {
        return Err(HttpError::new(401, "a or b not in scopes"));
    }
    Ok(json!({"token": credentials, "scopes": security_scopes.iter().collect::<Vec<_>>()}))
}

#[get("/get-credentials")]
fn get_credentials(#[depends(process_auth, scopes = ["a", "b"])] credentials: Value) -> Value {
    credentials
}

#[get("/parameterless-with-scopes", depends = [process_auth(scopes = ["a", "b"])])]
fn get_parameterless_with_scopes() -> Value {
    json!({"status": "ok"})
}

#[get("/parameterless-without-scopes", depends = [process_auth])]
fn get_parameterless_without_scopes() -> Value {
    json!({"status": "ok"})
}

pub const APPS: &[Named] = &[("test_dependency_paramless", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_credentials,
        get_parameterless_with_scopes,
        get_parameterless_without_scopes
    ])
}
