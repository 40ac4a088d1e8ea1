use brigade::{
    App, get, routes,
    security::{HttpBasic, HttpBasicCredentials},
};
use docs_src::Named;
use serde_json::{Value, json};

static SECURITY: HttpBasic = HttpBasic::new().realm("simple");

#[get("/users/me")]
fn read_current_user(#[security(SECURITY)] credentials: HttpBasicCredentials) -> Value {
    json!({"username": credentials.username, "password": credentials.password.expose()})
}

pub const APPS: &[Named] = &[("test_security_http_basic_realm", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
