use brigade::{App, get, middleware::HttpsRedirect, routes};
use serde_json::{Value, json};

#[get("/")]
async fn main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main]).layer(HttpsRedirect::new())
}
