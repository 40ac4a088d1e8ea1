use brigade::{App, Model, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct FormData {
    username: String,
    password: String,
}

#[post("/login/")]
async fn login(#[form] data: FormData) -> Value {
    json!(data)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![login])
}
