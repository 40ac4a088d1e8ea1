use brigade::{App, Value, get, json, middleware::Cors, routes};

const ORIGINS: [&str; 4] =
    ["http://localhost.tiangolo.com", "https://localhost.tiangolo.com", "http://localhost", "http://localhost:8080"];

#[get("/")]
async fn main() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    let cors = Cors::new().allow_origins(ORIGINS).allow_credentials().allow_methods(["*"]).allow_headers(["*"]);
    App::new("FastAPI").routes(routes![main]).layer(cors)
}
