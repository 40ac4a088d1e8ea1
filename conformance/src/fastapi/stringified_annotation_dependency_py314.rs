use brigade::{App, dependency, get, routes};
use docs_src::Named;

#[derive(Clone)]
struct DummyUser;

#[dependency]
async fn get_current_user() -> Option<DummyUser> {
    None
}

#[get("/")]
async fn get(#[depends(get_current_user)] _current_user: Option<DummyUser>) -> &'static str {
    "hello world"
}

pub const APPS: &[Named] = &[("test_stringified_annotation_dependency_py314/test_stringified_annotation", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get])
}
