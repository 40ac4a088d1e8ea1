use brigade::{App, post, routes};
use serde_json::{Value, json};

#[post("/login/")]
async fn login(#[form] username: String, #[form] password: String) -> Value {
    _ = password;
    json!({"username": username})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![login])
}
