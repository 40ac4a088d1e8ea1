use brigade::{App, get, routes, security::OAuth2PasswordBearer};
use docs_src::Named;
use serde_json::{Value, json};

static OAUTH2: OAuth2PasswordBearer =
    OAuth2PasswordBearer::new("/token").description("OAuth2PasswordBearer security scheme");

#[get("/items/")]
async fn read_items(#[security(OAUTH2)] token: Option<String>) -> Value {
    match token {
        Some(token) => json!({"token": token}),
        None => json!({"msg": "Create an account first"}),
    }
}

pub const APPS: &[Named] = &[("test_security_oauth2_password_bearer_optional_description", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
