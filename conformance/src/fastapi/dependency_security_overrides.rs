use brigade::{App, dependency, get, routes, security::SecurityScopes};
use docs_src::Named;
use serde_json::{Value, json};

type User = (&'static str, Vec<&'static str>);

#[dependency]
fn get_user(required_scopes: SecurityScopes) -> User {
    ("john", required_scopes.iter().collect())
}

#[dependency]
fn get_user_override(required_scopes: SecurityScopes) -> User {
    ("alice", required_scopes.iter().collect())
}

#[dependency]
fn get_data() -> [i64; 3] {
    [1, 2, 3]
}

fn get_data_override() -> [i64; 3] {
    [3, 4, 5]
}

#[get("/user")]
fn read_user(
    #[depends(get_user, scopes = ["foo", "bar"])] user_data: User,
    #[depends(get_data)] data: [i64; 3],
) -> Value {
    json!({"user": user_data.0, "scopes": user_data.1, "data": data})
}

pub const APPS: &[Named] = &[
    ("test_dependency_security_overrides", app),
    ("test_dependency_security_overrides+get_data_override", || app().override_dependency(get_data, get_data_override)),
    ("test_dependency_security_overrides+get_user_override", || {
        app().override_dependency(get_user, get_user_override {})
    }),
];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_user])
}
