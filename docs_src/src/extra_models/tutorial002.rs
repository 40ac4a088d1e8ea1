use brigade::{App, Email, Model, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct UserOut {
    username: String,
    email: Email,
    full_name: Option<String>,
}

#[derive(Serialize, Deserialize, Model)]
struct UserIn {
    #[serde(flatten)]
    base: UserOut,
    password: String,
}

struct UserInDb {
    base: UserOut,
    hashed_password: String,
}

fn fake_password_hasher(raw_password: &str) -> String {
    format!("supersecret{raw_password}")
}

fn fake_save_user(user_in: UserIn) -> UserInDb {
    let user = UserInDb { hashed_password: fake_password_hasher(&user_in.password), base: user_in.base };
    println!("{} is saved with {}, not really", user.base.username, user.hashed_password);
    user
}

#[post("/user/")]
async fn create_user(user_in: UserIn) -> UserOut {
    fake_save_user(user_in).base
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_user])
}
