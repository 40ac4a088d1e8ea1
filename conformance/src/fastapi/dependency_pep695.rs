use brigade::{App, dependency, get, routes};
use docs_src::Named;

#[dependency]
async fn some_value() -> i64 {
    123
}

#[get("/")]
async fn get_with_dep(#[depends(some_value)] value: i64) -> String {
    format!("value: {value}")
}

pub const APPS: &[Named] = &[("test_dependency_pep695/test_pep695_type_dependencies", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_with_dep])
}
