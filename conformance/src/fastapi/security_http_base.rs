use brigade::{
    App, get, routes,
    security::{HttpAuth, HttpCredentials},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpAuth = HttpAuth::new("Other");

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: HttpCredentials) -> Value {
    json!({"scheme": credentials.scheme, "credentials": credentials.credentials})
}

pub const APPS: &[Named] = &[("test_security_http_base", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
