use brigade::{
    App, get, routes,
    security::{HttpAuth, HttpCredentials},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpAuth = HttpAuth::new("Other");

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: Option<HttpCredentials>) -> Value {
    match credentials {
        Some(credentials) => json!({"scheme": credentials.scheme, "credentials": credentials.credentials}),
        None => json!({"msg": "Create an account first"}),
    }
}

pub const APPS: &[Named] = &[("test_security_http_base_optional", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
