use brigade::{App, Value, json, put, routes};
use docs_src::Named;

#[put("/items/{item_id}")]
fn save_item_no_body(item_id: String) -> Value {
    json!({"item_id": item_id})
}

pub const APPS: &[Named] = &[("test_put_no_body", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![save_item_no_body])
}
