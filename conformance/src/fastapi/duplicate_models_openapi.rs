use brigade::{App, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, brigade::Model)]
struct Model {}

#[derive(Serialize, Deserialize, brigade::Model)]
struct Model2 {
    a: Model,
}

#[derive(Serialize, Deserialize, brigade::Model)]
struct Model3 {
    c: Model,
    d: Model2,
}

#[get("/")]
fn f() -> Model3 {
    Model3 { c: Model {}, d: Model2 { a: Model {} } }
}

pub const APPS: &[Named] = &[("test_duplicate_models_openapi", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![f])
}
