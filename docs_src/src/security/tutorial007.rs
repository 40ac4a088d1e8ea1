use brigade::{
    App, HttpError, Value, dependency, get, json, routes,
    security::{HttpBasic, HttpBasicCredentials, constant_time_eq},
};

static BASIC: HttpBasic = HttpBasic::new();

#[dependency]
async fn current_username(#[security(BASIC)] credentials: HttpBasicCredentials) -> Result<String, HttpError> {
    let is_correct_username = constant_time_eq(&credentials.username, "stanleyjobson");
    let is_correct_password = constant_time_eq(credentials.password.expose(), "swordfish");
    // `&`, not `&&`: the answer takes as long whichever is wrong.
    if is_correct_username & is_correct_password {
        Ok(credentials.username)
    } else {
        Err(HttpError::new(401, "Incorrect username or password").header("WWW-Authenticate", "Basic"))
    }
}

#[get("/users/me")]
async fn read_current_user(#[depends(current_username)] username: String) -> Value {
    json!({"username": username})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
