use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/items/")]
async fn read_items() -> Value {
    json!({"id": "foo"})
}

pub const APPS: &[Named] = &[("test_swagger_ui_init_oauth", app)];

fn app() -> App {
    App::new("FastAPI")
        .swagger_ui_init_oauth("clientId", "the-foo-clients")
        .swagger_ui_init_oauth("appName", "The Predendapp")
        .routes(routes![read_items])
}
