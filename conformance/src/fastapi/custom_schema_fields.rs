use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize, Model)]
#[model(json_schema_extra = json!({"x-something-internal": {"level": 4}}))]
struct Item {
    name: String,
    #[field(json_schema = json!({"type": ["string", "null"]}))]
    description: Option<String>,
}

#[get("/foo")]
fn foo() -> Item {
    Item { name: "Foo item".to_owned(), description: None }
}

pub const APPS: &[Named] = &[("test_custom_schema_fields", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![foo])
}
