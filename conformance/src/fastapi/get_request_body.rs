use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Product {
    name: String,
    #[serde(default)]
    #[field(hide_default)]
    description: String,
    price: f64,
}

#[get("/product")]
async fn create_item(product: Product) -> Value {
    json!(product)
}

pub const APPS: &[Named] = &[("test_get_request_body", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_item])
}
