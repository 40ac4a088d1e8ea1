use brigade::{App, get, middleware::TrustedHosts, routes};
use serde_json::{Value, json};

#[get("/")]
async fn main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main]).layer(TrustedHosts::new(["example.com", "*.example.com"]))
}
