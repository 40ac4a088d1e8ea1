use std::collections::BTreeMap;

use brigade::{App, Value, json, post, routes};

#[post("/index-weights/")]
async fn create_index_weights(weights: BTreeMap<i64, f64>) -> Value {
    json!(weights)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_index_weights])
}
