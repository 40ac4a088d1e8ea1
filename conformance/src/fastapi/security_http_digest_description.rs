use brigade::{
    App, get, routes,
    security::{HttpCredentials, HttpDigest},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpDigest = HttpDigest::new().description("HTTPDigest scheme");

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: HttpCredentials) -> Value {
    json!({"scheme": credentials.scheme, "credentials": credentials.credentials})
}

pub const APPS: &[Named] = &[("test_security_http_digest_description", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
