use brigade::{
    App, get, routes,
    security::{HttpBasic, HttpBasicCredentials},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpBasic = HttpBasic::new();

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: Option<HttpBasicCredentials>) -> Value {
    match credentials {
        Some(credentials) => json!({"username": credentials.username, "password": credentials.password.expose()}),
        None => json!({"msg": "Create an account first"}),
    }
}

pub const APPS: &[Named] = &[("test_security_http_basic_optional", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
