use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct FakeNumpyArray(Vec<f64>);

#[derive(Serialize, Deserialize, Model)]
struct MyModel {
    custom_field: FakeNumpyArray,
}

#[get("/")]
fn test() -> MyModel {
    MyModel { custom_field: FakeNumpyArray(vec![1.0, 2.0, 3.0]) }
}

pub const APPS: &[Named] = &[("test_arbitrary_types/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![test])
}
