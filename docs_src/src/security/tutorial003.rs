use brigade::{
    App, HttpError, Value, dependency, get, json, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm, constant_time_eq},
};
use serde::Serialize;

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[derive(Clone, Serialize)]
struct UserInDb {
    username: &'static str,
    email: &'static str,
    full_name: &'static str,
    disabled: bool,
    hashed_password: &'static str,
}

static USERS: [UserInDb; 2] = [
    UserInDb {
        username: "johndoe",
        email: "johndoe@example.com",
        full_name: "John Doe",
        disabled: false,
        hashed_password: "fakehashedsecret",
    },
    UserInDb {
        username: "alice",
        email: "alice@example.com",
        full_name: "Alice Wonderson",
        disabled: true,
        hashed_password: "fakehashedsecret2",
    },
];

fn find_user(username: &str) -> Option<UserInDb> {
    USERS.iter().find(|user| user.username == username).cloned()
}

fn fake_hash_password(password: &str) -> String {
    format!("fakehashed{password}")
}

/// Takes the token for the name, which is no security at all; the next program does better.
#[dependency]
async fn current_user(#[security(OAUTH2)] token: String) -> Result<UserInDb, HttpError> {
    find_user(&token).ok_or_else(|| HttpError::new(401, "Not authenticated").header("WWW-Authenticate", "Bearer"))
}

#[dependency]
async fn active_user(#[depends(current_user)] user: UserInDb) -> Result<UserInDb, HttpError> {
    if user.disabled { Err(HttpError::new(400, "Inactive user")) } else { Ok(user) }
}

#[post("/token")]
async fn login(form: OAuth2PasswordForm) -> Result<Value, HttpError> {
    let hashed = fake_hash_password(form.password.expose());
    let user = find_user(&form.username).filter(|user| constant_time_eq(&hashed, user.hashed_password));
    let user = user.ok_or_else(|| HttpError::new(400, "Incorrect username or password"))?;
    Ok(json!({"access_token": user.username, "token_type": "bearer"}))
}

#[get("/users/me")]
async fn read_users_me(#[depends(active_user)] user: UserInDb) -> Value {
    json!(user)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![login, read_users_me])
}
