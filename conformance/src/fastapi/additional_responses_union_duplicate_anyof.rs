use brigade::{App, DocumentedResponse, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize, Model)]
struct ModelA {
    a: String,
}

#[derive(Serialize, Deserialize, Model)]
struct ModelB {
    b: String,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum AorB {
    A(ModelA),
    B(ModelB),
}

#[get("/route1")]
async fn route1() {}

#[get("/route2")]
async fn route2() {}

pub const APPS: &[Named] = &[("test_additional_responses_union_duplicate_anyof", app)];

fn app() -> App {
    let examples = || json!({"content": {"application/json": {"examples": {"Case A": {"value": "a"}}}}}).into();
    let failed = DocumentedResponse::new("500").model::<AorB>().openapi_extra(examples);
    App::new("FastAPI").responses([failed]).routes(routes![route1, route2])
}
