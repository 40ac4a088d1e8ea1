use brigade::{App, Object, get, routes};
use serde_json::{Value, json};

#[get("/users/{username}")]
async fn read_user(username: String) -> Value {
    json!({"message": format!("Hello {username}")})
}

pub fn app() -> App {
    App::new("FastAPI")
        .swagger_ui_parameter("syntaxHighlight", Object::from_iter([("theme".to_owned(), "obsidian".into())]))
        .routes(routes![read_user])
}
