use brigade::{App, Value, get, json, routes};

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({"message": format!("Hello {username}")})
}

pub fn app() -> App {
    App::new("FastAPI").swagger_ui_parameter("deepLinking", false).routes(routes![read_user])
}
