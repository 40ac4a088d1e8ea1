use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum TextOrNumbers {
    Text(String),
    Numbers(Vec<i64>),
}

#[derive(Default, Serialize, Deserialize, Model)]
struct EmbeddedModel {
    value: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct WithDefaults {
    value: Option<String>,
    #[serde(default)]
    embedded_model: EmbeddedModel,
}

#[derive(Serialize, Deserialize, Model)]
struct Values {
    value: Option<String>,
    embedded_value: Option<String>,
}

#[post("/")]
fn complex(#[body] foo: TextOrNumbers) -> Value {
    json!(foo)
}

#[post("/")]
fn flatten(req: WithDefaults) -> Values {
    Values { value: req.value, embedded_value: req.embedded_model.value }
}

pub const APPS: &[Named] = &[
    ("test_compat/test_complex", || App::new("FastAPI").routes(routes![complex])),
    ("test_compat/test_propagates_pydantic2_model_config", || App::new("FastAPI").routes(routes![flatten])),
];
