use brigade::{App, Email, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct UserIn {
    username: String,
    password: String,
    email: Email,
    full_name: Option<String>,
}

// Do not do this in production: the password goes back to the client.
#[post("/user/")]
async fn create_user(user: UserIn) -> UserIn {
    user
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_user])
}
