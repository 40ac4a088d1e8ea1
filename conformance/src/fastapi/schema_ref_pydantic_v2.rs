use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Serialize, Model)]
struct ModelWithRef {
    #[serde(rename = "$ref")]
    reference: &'static str,
}

#[get("/")]
async fn read_root() -> ModelWithRef {
    ModelWithRef { reference: "some-ref" }
}

pub const APPS: &[Named] = &[("test_schema_ref_pydantic_v2/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_root])
}
