use brigade::{App, Value, get, json, middleware::HttpsRedirect, routes};

#[get("/")]
async fn main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main]).layer(HttpsRedirect::new())
}
