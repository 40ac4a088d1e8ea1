use brigade::{App, Model, Router, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize, Model)]
struct ResponseModel {
    message: String,
}

#[get("/a", response(501, description = "Error 1"))]
async fn a() -> Value {
    "a".into()
}

#[get("/b", response(502, description = "Error 2"), response("4XX", description = "Error with range, upper"))]
async fn b() -> Value {
    "b".into()
}

#[get(
    "/c",
    response(400, description = "Error with str"),
    response("5XX", description = "Error with range, lower"),
    response("default", description = "A default response")
)]
async fn c() -> Value {
    "c".into()
}

#[get(
    "/d",
    response(400, description = "Error with str"),
    response("5XX", model = ResponseModel),
    response("default", model = ResponseModel)
)]
async fn d() -> Value {
    "d".into()
}

pub const APPS: &[Named] = &[("test_additional_responses_router", app)];

fn app() -> App {
    App::new("FastAPI").include(Router::new().routes(routes![a, b, c, d]))
}
