use brigade::{App, get, routes, security::OAuth2AuthorizationCodeBearer};
use docs_src::Named;
use serde_json::{Value, json};

static OAUTH2: OAuth2AuthorizationCodeBearer = OAuth2AuthorizationCodeBearer::new("authorize", "token");

#[get("/items/")]
async fn read_items(#[security(OAUTH2)] token: String) -> Value {
    json!({"token": token})
}

pub const APPS: &[Named] = &[("test_security_oauth2_authorization_code_bearer", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
