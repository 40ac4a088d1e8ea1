use brigade::{App, Value, dependency, get, routes};
use docs_src::Named;

#[dependency]
async fn user_exists(#[path(alias = "user_id")] _user_id: i64) -> bool {
    true
}

#[get("/users/{user_id}", depends = [user_exists])]
async fn read_users(#[path(alias = "user_id")] _user_id: i64) -> Value {
    Value::Null
}

pub const APPS: &[Named] = &[("test_param_in_path_and_dependency", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_users])
}
