use argon2::{Argon2, PasswordVerifier};
use brigade::{
    App, HttpError, Model, Value, dependency, get, json, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, get_current_timestamp};
use serde::{Deserialize, Serialize};

use crate::hs256;

/// To be read from the settings of the application; `openssl rand -hex 32` makes one.
const SECRET_KEY: &str = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
const TOKEN_SECONDS: u64 = 30 * 60;

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[derive(Serialize, Model)]
struct Token {
    access_token: String,
    token_type: String,
}

/// What a token says.
#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    /// When it ends, in seconds since 1970; a token without it is refused.
    exp: u64,
}

#[derive(Serialize, Model)]
struct User {
    username: String,
    email: Option<String>,
    full_name: Option<String>,
    disabled: Option<bool>,
}

#[derive(Clone)]
struct UserInDb {
    username: &'static str,
    email: &'static str,
    full_name: &'static str,
    disabled: bool,
    hashed_password: &'static str,
}

static USERS: [UserInDb; 1] = [UserInDb {
    username: "johndoe",
    full_name: "John Doe",
    email: "johndoe@example.com",
    hashed_password: "$argon2id$v=19$m=65536,t=3,p=4$wagCPXjifgvUFBzq4hqe3w$CYaIb8sB+wtD+Vu/P4uod1+Qof8h+1g7bbDlBID48Rc",
    disabled: false,
}];

fn find_user(username: &str) -> Option<UserInDb> {
    USERS.iter().find(|user| user.username == username).cloned()
}

/// The hash of no password.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=65536,t=3,p=4$4nt0sYHz5J16RjY6n1QikQ$AtakLQnyNjOubrai9lGwJbA5qqY01cidHU2NCGTid3Y";

fn verify_password(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// Returns the user if the password is right. An unknown name takes as long as a wrong password: the time tells nobody which
/// names there are.
fn authenticate(username: &str, password: &str) -> Option<UserInDb> {
    let user = find_user(username);
    let hash = user.as_ref().map_or(DUMMY_HASH, |user| user.hashed_password);
    let is_right = verify_password(password, hash);
    user.filter(|_| is_right)
}

fn create_token(username: &str) -> brigade::Result<String> {
    let claims = Claims { sub: username.to_owned(), exp: get_current_timestamp() + TOKEN_SECONDS };
    Ok(encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(SECRET_KEY.as_bytes()))?)
}

/// Returns what a token says, if it is signed with our key and has not ended. The algorithm is ours, whatever the token says.
fn read_token(token: &str) -> Option<Claims> {
    let key = DecodingKey::from_secret(SECRET_KEY.as_bytes());
    // A token is over when it says so, not a minute later.
    let validation = Validation { leeway: 0, ..Validation::new(Algorithm::HS256) };
    Some(decode(token, &key, &validation).ok()?.claims)
}

#[dependency]
async fn current_user(#[security(OAUTH2)] token: String) -> Result<UserInDb, HttpError> {
    let user = read_token(&token).and_then(|claims| find_user(&claims.sub));
    user.ok_or_else(|| HttpError::new(401, "Could not validate credentials").header("WWW-Authenticate", "Bearer"))
}

#[dependency]
async fn active_user(#[depends(current_user)] user: UserInDb) -> Result<UserInDb, HttpError> {
    if user.disabled { Err(HttpError::new(400, "Inactive user")) } else { Ok(user) }
}

// Hashing a password is work, so this is a plain `fn`.
#[post("/token")]
fn login_for_access_token(form: OAuth2PasswordForm) -> brigade::Result<Token> {
    let user = authenticate(&form.username, form.password.expose());
    let refusal = || HttpError::new(401, "Incorrect username or password").header("WWW-Authenticate", "Bearer");
    let user = user.ok_or_else(refusal)?;
    Ok(Token { access_token: create_token(user.username)?, token_type: "bearer".to_owned() })
}

#[get("/users/me/")]
async fn read_users_me(#[depends(active_user)] user: UserInDb) -> User {
    User {
        username: user.username.to_owned(),
        email: Some(user.email.to_owned()),
        full_name: Some(user.full_name.to_owned()),
        disabled: Some(user.disabled),
    }
}

#[get("/users/me/items/")]
async fn read_own_items(#[depends(active_user)] user: UserInDb) -> Value {
    json!([{"item_id": "Foo", "owner": user.username}])
}

pub fn app() -> App {
    hs256::install();
    App::new("FastAPI").routes(routes![login_for_access_token, read_users_me, read_own_items])
}
