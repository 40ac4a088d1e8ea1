use brigade::{App, Value, dependency, get, json, routes};
use docs_src::Named;

#[dependency]
fn get_header(#[header] someheader: String) -> String {
    someheader
}

#[dependency]
fn get_something_else(#[depends(get_header)] someheader: String) -> String {
    format!("{someheader}123")
}

#[get("/")]
fn get_deps(#[depends(get_header)] dep1: String, #[depends(get_something_else)] dep2: String) -> Value {
    json!({"dep1": dep1, "dep2": dep2})
}

pub const APPS: &[Named] = &[("test_repeated_dependency_schema", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_deps])
}
