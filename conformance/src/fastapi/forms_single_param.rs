use brigade::{App, post, routes};
use docs_src::Named;
use serde_json::Value;

#[post("/form/")]
fn post_form(#[form] username: String) -> Value {
    username.into()
}

pub const APPS: &[Named] = &[("test_forms_single_param", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_form])
}
