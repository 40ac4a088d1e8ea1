use brigade::{App, Model, Value, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

// These are no resources of JSON:API.
#[derive(Serialize, Deserialize, Model)]
struct Product {
    name: String,
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
struct Shop {
    name: String,
}

#[post("/products")]
async fn create_product(
    #[body(alias = "data", media_type = "application/vnd.api+json", embed)] _data: Product,
) -> Value {
    Value::Null
}

#[post("/shops")]
async fn create_shop(
    #[body(alias = "data", media_type = "application/vnd.api+json")] _data: Shop,
    #[body(alias = "included", default = [], media_type = "application/vnd.api+json")] _included: Vec<Product>,
) -> Value {
    Value::Null
}

pub const APPS: &[Named] = &[("test_request_body_parameters_media_type", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_product, create_shop])
}
