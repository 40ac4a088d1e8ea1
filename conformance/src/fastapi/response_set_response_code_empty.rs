use brigade::{App, ResponseParts, StatusCode, Value, delete, json, routes};
use docs_src::Named;

#[delete("/{id}", status = 204)]
async fn delete_deployment(id: i64, parts: ResponseParts) -> Value {
    parts.status(StatusCode::BAD_REQUEST);
    json!({"msg": "Status overwritten", "id": id})
}

pub const APPS: &[Named] = &[("test_response_set_response_code_empty", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![delete_deployment])
}
