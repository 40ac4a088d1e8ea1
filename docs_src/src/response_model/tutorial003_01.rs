use brigade::{App, Email, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct BaseUser {
    username: String,
    email: Email,
    full_name: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct UserIn {
    #[serde(flatten)]
    base: BaseUser,
    password: String,
}

#[post("/user/")]
async fn create_user(user: UserIn) -> BaseUser {
    user.base
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_user])
}
