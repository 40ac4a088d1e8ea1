use brigade::{
    App, Secret, dependency, get, post, routes,
    security::{OAuth2, OAuth2Flow, OAuth2PasswordFormStrict},
};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};

static OAUTH2: OAuth2 = OAuth2::new(&[
    OAuth2Flow::password("token").scopes(&[("read:users", "Read the users"), ("write:users", "Create users")])
])
.description("OAuth2 security scheme");

#[derive(Clone, Serialize)]
struct User {
    username: String,
}

#[dependency]
fn current_user(#[security(OAUTH2)] credentials: Option<String>) -> Option<User> {
    credentials.map(|username| User { username })
}

#[post("/login")]
fn login(form: OAuth2PasswordFormStrict) -> Value {
    json!({
        "grant_type": "password",
        "username": form.username,
        "password": form.password.expose(),
        "scopes": form.scopes,
        "client_id": form.client_id,
        "client_secret": form.client_secret.as_ref().map(Secret::expose),
    })
}

#[get("/users/me")]
fn read_users_me(#[depends(current_user)] user: Option<User>) -> Value {
    user.map_or_else(|| json!({"msg": "Create an account first"}), |user| json!(user))
}

pub const APPS: &[Named] = &[("test_security_oauth2_optional_description", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![login, read_users_me])
}
