use brigade::{App, Value, get, json, middleware::TrustedHosts, routes};

#[get("/")]
async fn main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main]).layer(TrustedHosts::new(["example.com", "*.example.com"]))
}
