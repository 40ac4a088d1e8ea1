use brigade::{App, HttpUrl, Model, get, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct CustomModel {
    a: i64,
}

#[get("{$callback_url}/callback/", response(400, model = CustomModel))]
fn callback_route();

#[post("/", callbacks = [callback_route])]
fn main_route(callback_url: HttpUrl) {
    _ = callback_url;
}

pub const APPS: &[Named] = &[("test_additional_responses_custom_model_in_callback", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![main_route])
}
