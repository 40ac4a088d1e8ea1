use brigade::{App, Value, json, post, routes};
use docs_src::Named;

#[post("/items/")]
async fn read_items(#[form(pattern = "^fixedquery$")] q: Option<String>) -> Value {
    q.map_or_else(|| json!("Hello World"), |q| json!(format!("Hello {q}")))
}

pub const APPS: &[Named] = &[("test_regex_deprecated_body/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
