use brigade::{App, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, brigade::Model)]
struct Model {
    name: String,
}

#[get("/valid1", response(500, model = i64))]
fn valid1() {}

#[get("/valid2", response(500, model = Vec<i64>))]
fn valid2() {}

#[get("/valid3", response(500, model = Model))]
fn valid3() {}

#[get("/valid4", response(500, model = Vec<Model>))]
fn valid4() {}

pub const APPS: &[Named] = &[("test_response_model_sub_types", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![valid1, valid2, valid3, valid4])
}
