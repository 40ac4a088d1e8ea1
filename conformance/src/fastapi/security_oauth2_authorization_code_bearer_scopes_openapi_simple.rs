use brigade::{App, dependency, depends, get, routes, security::OAuth2AuthorizationCodeBearer};
use docs_src::Named;
use serde_json::{Value, json};

static OAUTH2: OAuth2AuthorizationCodeBearer =
    OAuth2AuthorizationCodeBearer::new("api/oauth/authorize", "/api/oauth/token")
        .scopes(&[("read", "Read access"), ("write", "Write access")]);

#[dependency]
async fn get_token(#[security(OAUTH2)] token: String) -> String {
    token
}

#[get("/admin", depends = [get_token(scopes = ["read", "write"])])]
async fn read_admin() -> Value {
    json!({"message": "Admin Access"})
}

pub const APPS: &[Named] = &[("test_security_oauth2_authorization_code_bearer_scopes_openapi_simple", app)];

fn app() -> App {
    App::new("FastAPI").depends(depends![get_token]).routes(routes![read_admin])
}
