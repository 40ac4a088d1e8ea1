use brigade::{
    App, get, routes,
    security::{HttpCredentials, HttpDigest},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpDigest = HttpDigest::new();

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: Option<HttpCredentials>) -> Value {
    match credentials {
        Some(credentials) => json!({"scheme": credentials.scheme, "credentials": credentials.credentials}),
        None => json!({"msg": "Create an account first"}),
    }
}

pub const APPS: &[Named] = &[("test_security_http_digest_optional", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
