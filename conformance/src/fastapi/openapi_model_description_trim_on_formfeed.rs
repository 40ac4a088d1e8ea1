use brigade::{App, Model, Value, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[doc = "A model with a form feed character in the title.\n\u{c}\nText after form feed character."]
#[derive(Serialize, Deserialize, Model)]
struct MyModel {}

#[get("/foo")]
fn foo(_v: MyModel) -> Value {
    Value::Null
}

pub const APPS: &[Named] = &[("test_openapi_model_description_trim_on_formfeed", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![foo])
}
