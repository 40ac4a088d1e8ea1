use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct ItemGroup {
    items: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize, Model)]
struct Coordinate {
    x: f64,
    y: f64,
}

#[post("/model-with-tuple/")]
fn post_model_with_tuple(item_group: ItemGroup) -> Value {
    json!(item_group)
}

#[post("/tuple-of-models/")]
fn post_tuple_of_models(square: (Coordinate, Coordinate)) -> Value {
    json!(square)
}

#[post("/tuple-form/")]
fn hello(#[form] values: (i64, i64)) -> Value {
    json!(values)
}

pub const APPS: &[Named] = &[("test_tuples", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_model_with_tuple, post_tuple_of_models, hello])
}
