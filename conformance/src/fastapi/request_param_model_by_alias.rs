use brigade::{App, Model, Value, get, json, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Parameters {
    #[serde(rename = "param_alias")]
    param: String,
}

#[get("/query")]
async fn query_model(#[query] data: Parameters) -> Value {
    json!({"param": data.param})
}

#[get("/header")]
async fn header_model(#[header] data: Parameters) -> Value {
    json!({"param": data.param})
}

#[get("/cookie")]
async fn cookie_model(#[cookie] data: Parameters) -> Value {
    json!({"param": data.param})
}

pub const APPS: &[Named] = &[("test_request_param_model_by_alias", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![query_model, header_model, cookie_model])
}
