use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/items/")]
fn read_items(q: Option<String>) -> Value {
    json!({"q": q})
}

pub const APPS: &[Named] = &[("test_param_class", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
