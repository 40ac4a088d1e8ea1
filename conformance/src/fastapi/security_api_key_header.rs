use brigade::{App, dependency, get, routes, security::ApiKeyHeader};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};

static API_KEY: ApiKeyHeader = ApiKeyHeader::new("key");

#[derive(Clone, Serialize)]
struct User {
    username: String,
}

#[dependency]
fn current_user(#[security(API_KEY)] username: String) -> User {
    User { username }
}

#[get("/users/me")]
fn read_current_user(#[depends(current_user)] user: User) -> Value {
    json!(user)
}

pub const APPS: &[Named] = &[("test_security_api_key_header", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
