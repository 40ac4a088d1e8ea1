use brigade::{
    App, Value, get, json, routes,
    security::{HttpBasic, HttpBasicCredentials},
};

static BASIC: HttpBasic = HttpBasic::new();

#[get("/users/me")]
async fn read_current_user(#[security(BASIC)] credentials: HttpBasicCredentials) -> Value {
    json!({"username": credentials.username, "password": credentials.password.expose()})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_current_user])
}
