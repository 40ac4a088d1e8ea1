use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/", openapi_extra = json!({"x-custom-extension": "value"}))]
fn route_with_extras() -> Value {
    json!({})
}

pub const APPS: &[Named] = &[("test_openapi_route_extensions", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![route_with_extras])
}
