use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/items/")]
async fn read_items(#[query(pattern = "^fixedquery$")] q: Option<String>) -> Value {
    q.map_or_else(|| json!("Hello World"), |q| json!(format!("Hello {q}")))
}

pub const APPS: &[Named] = &[("test_regex_deprecated_params/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
