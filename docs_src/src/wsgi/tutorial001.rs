use axum::{Router, extract::Query, routing};
use brigade::{App, Value, get, json, routes};
use serde::Deserialize;

#[derive(Deserialize)]
struct Visitor {
    name: Option<String>,
}

async fn other_main(visitor: Query<Visitor>) -> String {
    format!("Hello, {} from Flask!", visitor.name.as_deref().unwrap_or("World"))
}

#[get("/v2")]
async fn read_main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    let other = Router::new().route("/", routing::get(other_main));
    App::new("FastAPI").routes(routes![read_main]).mount_service("/v1", other)
}
