use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Rectangle {
    width: i64,
    length: i64,
    #[serde(skip_deserializing)]
    area: i64,
}

impl Rectangle {
    fn new(width: i64, length: i64) -> Self {
        Self { width, length, area: width * length }
    }
}

#[get("/")]
fn read_root() -> Rectangle {
    Rectangle::new(3, 4)
}

#[get("/responses", response(200, model = Rectangle))]
fn read_responses() -> Rectangle {
    Rectangle::new(3, 4)
}

pub const APPS: &[Named] =
    &[("test_computed_fields/get_client[True]", app), ("test_computed_fields/get_client[False]", app_with_one_schema)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_root, read_responses])
}

fn app_with_one_schema() -> App {
    app().separate_input_output_schemas(false)
}
