use brigade::{App, dependency, get, routes, security::OpenIdConnect};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};

static OPEN_ID: OpenIdConnect = OpenIdConnect::new("/openid").description("OpenIdConnect security scheme");

#[derive(Clone, Serialize)]
struct User {
    username: String,
}

#[dependency]
fn current_user(#[security(OPEN_ID)] username: String) -> User {
    User { username }
}

#[get("/users/me")]
fn read_current_user(#[depends(current_user)] user: User) -> Value {
    json!(user)
}

pub const APPS: &[Named] = &[("test_security_openid_connect_description", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
