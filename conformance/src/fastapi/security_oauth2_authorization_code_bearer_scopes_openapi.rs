use brigade::{App, Router, dependency, depends, get, post, routes, security::OAuth2AuthorizationCodeBearer};
use docs_src::Named;
use serde_json::{Value, json};

static OAUTH2: OAuth2AuthorizationCodeBearer = OAuth2AuthorizationCodeBearer::new("authorize", "token")
    .scopes(&[("read", "Read access"), ("write", "Write access")]);

#[dependency]
async fn get_token(#[security(OAUTH2)] token: String) -> String {
    token
}

#[get("/")]
async fn root() -> Value {
    json!({"message": "Hello World"})
}

#[get("/with-oauth2-scheme", depends = [security(OAUTH2, scopes = ["read", "write"])])]
async fn read_with_oauth2_scheme() -> Value {
    json!({"message": "Admin Access"})
}

#[get("/with-get-token", depends = [get_token(scopes = ["read", "write"])])]
async fn read_with_get_token() -> Value {
    json!({"message": "Admin Access"})
}

#[get("/items/")]
async fn read_items(#[security(OAUTH2)] token: String) -> Value {
    json!({"token": token})
}

#[post("/items/")]
async fn create_item(#[security(OAUTH2, scopes = ["read", "write"])] token: String) -> Value {
    json!({"token": token})
}

pub const APPS: &[Named] = &[("test_security_oauth2_authorization_code_bearer_scopes_openapi", app)];

fn app() -> App {
    let router =
        Router::new().depends(depends![security(OAUTH2, scopes = ["read"])]).routes(routes![read_items, create_item]);
    App::new("FastAPI")
        .depends(depends![get_token])
        .routes(routes![root, read_with_oauth2_scheme, read_with_get_token])
        .include(router)
}
