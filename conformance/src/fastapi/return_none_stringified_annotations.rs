use brigade::{App, get, routes};
use docs_src::Named;

#[get("/no-content", status = 204)]
fn return_no_content() {}

pub const APPS: &[Named] = &[("test_return_none_stringified_annotations/test_no_content", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![return_no_content])
}
