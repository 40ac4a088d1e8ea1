use brigade::{App, ResponseParts, StatusCode, Value, dependency, get, json, routes};
use docs_src::Named;

#[dependency]
async fn response_status_setter(parts: ResponseParts) {
    parts.status(StatusCode::CREATED);
}

#[dependency]
async fn parent_dep(#[depends(response_status_setter)] result: ()) {
    result
}

#[get("/", depends = [parent_dep])]
async fn get_main() -> Value {
    json!({"msg": "Hello World"})
}

pub const APPS: &[Named] = &[("test_response_change_status_code", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_main])
}
