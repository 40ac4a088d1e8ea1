use brigade::{App, Value, json, post, routes};

#[post("/login/")]
async fn login(#[form] username: String, #[form] password: String) -> Value {
    _ = password;
    json!({"username": username})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![login])
}
