use brigade::{App, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[dependency]
fn get_client_key(client_id: String) -> String {
    format!("{client_id}_key")
}

#[dependency]
fn get_client_tag(client_id: Option<String>) -> Option<String> {
    client_id.map(|client_id| format!("{client_id}_tag"))
}

#[get("/foo")]
fn foo_handler(
    #[depends(get_client_key)] client_key: String,
    #[depends(get_client_tag)] client_tag: Option<String>,
) -> Value {
    json!({"client_id": client_key, "client_tag": client_tag})
}

pub const APPS: &[Named] = &[("test_enforce_once_required_parameter", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![foo_handler])
}
