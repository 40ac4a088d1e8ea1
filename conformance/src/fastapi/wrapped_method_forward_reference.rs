use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct ForwardRefModel {
    #[serde(default)]
    x: i64,
}

#[post("/endpoint")]
fn forwardref_method(#[body(embed)] input: ForwardRefModel) -> ForwardRefModel {
    ForwardRefModel { x: input.x + 1 }
}

#[post("/endpoint2")]
fn wrapped_method(#[body(embed)] input: ForwardRefModel) -> ForwardRefModel {
    forwardref_method(input)
}

pub const APPS: &[Named] = &[("test_wrapped_method_forward_reference/test_wrapped_method_type_inference", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![forwardref_method, wrapped_method])
}
