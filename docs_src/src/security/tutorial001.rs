use brigade::{App, Value, get, json, routes, security::OAuth2PasswordBearer};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

#[get("/items/")]
async fn read_items(#[security(OAUTH2)] token: String) -> Value {
    json!({"token": token})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
