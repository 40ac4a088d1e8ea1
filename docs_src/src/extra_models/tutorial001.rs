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

struct UserInDb {
    username: String,
    hashed_password: String,
    email: Email,
    full_name: Option<String>,
}

impl From<UserInDb> for UserOut {
    fn from(user: UserInDb) -> Self {
        Self { username: user.username, email: user.email, full_name: user.full_name }
    }
}

fn fake_password_hasher(raw_password: &str) -> String {
    format!("supersecret{raw_password}")
}

fn fake_save_user(user_in: UserIn) -> UserInDb {
    let hashed_password = fake_password_hasher(&user_in.password);
    let user =
        UserInDb { username: user_in.username, hashed_password, email: user_in.email, full_name: user_in.full_name };
    println!("{} is saved with {}, not really", user.username, user.hashed_password);
    user
}

#[post("/user/")]
async fn create_user(user_in: UserIn) -> UserOut {
    fake_save_user(user_in).into()
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_user])
}
