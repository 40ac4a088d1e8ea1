use brigade::{
    App, get, routes,
    security::{HttpBasic, HttpBasicCredentials},
};
use serde_json::{Value, json};

static BASIC: HttpBasic = HttpBasic::new();

#[get("/users/me")]
async fn read_current_user(#[security(BASIC)] credentials: HttpBasicCredentials) -> Value {
    json!({"username": credentials.username, "password": credentials.password.expose()})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
