use brigade::{App, Email, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct UserIn {
    username: String,
    password: String,
    email: Email,
    full_name: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct UserOut {
    username: String,
    email: Email,
    full_name: Option<String>,
}

#[post("/user/")]
async fn create_user(user: UserIn) -> UserOut {
    let UserIn { username, email, full_name, password: _ } = user;
    UserOut { username, email, full_name }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_user])
}
