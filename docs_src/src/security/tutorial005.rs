use argon2::{Argon2, PasswordVerifier};
use brigade::{
    App, HttpError, Model, Value, dependency, get, json, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm, SecurityScopes},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, get_current_timestamp};
use serde::{Deserialize, Serialize};

use crate::hs256;

/// To be read from the settings of the application; `openssl rand -hex 32` makes one.
const SECRET_KEY: &str = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
const TOKEN_SECONDS: u64 = 30 * 60;

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token")
    .scopes(&[("me", "Read information about the current user."), ("items", "Read items.")]);

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
    /// What the token is good for, separated by spaces.
    scope: String,
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

static USERS: [UserInDb; 2] = [
    UserInDb {
        username: "johndoe",
        full_name: "John Doe",
        email: "johndoe@example.com",
        hashed_password: "$argon2id$v=19$m=65536,t=3,p=4$wagCPXjifgvUFBzq4hqe3w$CYaIb8sB+wtD+Vu/P4uod1+Qof8h+1g7bbDlBID48Rc",
        disabled: false,
    },
    UserInDb {
        username: "alice",
        full_name: "Alice Chains",
        email: "alicechains@example.com",
        hashed_password: "$argon2id$v=19$m=65536,t=3,p=4$g2/AV1zwopqUntPKJavBFw$BwpRGDCyUHLvHICnwijyX8ROGoiUPwNKZ7915MeYfCE",
        disabled: true,
    },
];

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

fn create_token(username: &str, scope: String) -> brigade::Result<String> {
    let claims = Claims { sub: username.to_owned(), exp: get_current_timestamp() + TOKEN_SECONDS, scope };
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
async fn current_user(scopes: SecurityScopes, #[security(OAUTH2)] token: String) -> Result<UserInDb, HttpError> {
    let challenge = if scopes.is_empty() { "Bearer".to_owned() } else { format!("Bearer scope=\"{scopes}\"") };
    let refuse = |detail: &str| HttpError::new(401, detail).header("WWW-Authenticate", &challenge);
    let claims = read_token(&token).ok_or_else(|| refuse("Could not validate credentials"))?;
    let user = find_user(&claims.sub).ok_or_else(|| refuse("Could not validate credentials"))?;
    let granted: Vec<&str> = claims.scope.split(' ').collect();
    if scopes.iter().all(|scope| granted.contains(&scope)) { Ok(user) } else { Err(refuse("Not enough permissions")) }
}

#[dependency]
async fn active_user(#[depends(current_user, scopes = ["me"])] user: UserInDb) -> Result<UserInDb, HttpError> {
    if user.disabled { Err(HttpError::new(400, "Inactive user")) } else { Ok(user) }
}

// Hashing a password is work, so this is a plain `fn`.
#[post("/token")]
fn login_for_access_token(form: OAuth2PasswordForm) -> brigade::Result<Token> {
    let user = authenticate(&form.username, form.password.expose());
    let user = user.ok_or_else(|| HttpError::new(400, "Incorrect username or password"))?;
    // Everybody here may do everything that there is a scope for. Elsewhere, look it up: a client asks for what it likes.
    Ok(Token { access_token: create_token(user.username, form.scopes.join(" "))?, token_type: "bearer".to_owned() })
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
async fn read_own_items(#[depends(active_user, scopes = ["items"])] user: UserInDb) -> Value {
    json!([{"item_id": "Foo", "owner": user.username}])
}

#[get("/status/", depends = [current_user])]
async fn read_system_status() -> Value {
    json!({"status": "ok"})
}

pub fn app() -> App {
    hs256::install();
    App::new("FastAPI").routes(routes![login_for_access_token, read_users_me, read_own_items, read_system_status])
}
