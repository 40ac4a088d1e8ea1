use brigade::{App, Model, Value, dependency, get, json, routes, security::OAuth2PasswordBearer};
use serde::Serialize;

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[derive(Clone, Serialize, Model)]
struct User {
    username: String,
    email: Option<String>,
    full_name: Option<String>,
    disabled: Option<bool>,
}

fn fake_decode_token(token: &str) -> User {
    User {
        username: format!("{token}fakedecoded"),
        email: Some("john@example.com".to_owned()),
        full_name: Some("John Doe".to_owned()),
        disabled: None,
    }
}

#[dependency]
async fn current_user(#[security(OAUTH2)] token: String) -> User {
    fake_decode_token(&token)
}

#[get("/users/me")]
async fn read_users_me(#[depends(current_user)] user: User) -> Value {
    json!(user)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_users_me])
}
