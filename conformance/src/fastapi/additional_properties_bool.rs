use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct Foo {}

#[post("/")]
async fn post(foo: Option<Foo>) -> Value {
    json!(foo)
}

pub const APPS: &[Named] = &[("test_additional_properties_bool", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post])
}
