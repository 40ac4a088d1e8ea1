use brigade::{App, Value, get, json, routes};

#[get("/")]
fn root() -> Value {
    json!({"message": "Hello World"})
}

pub fn app() -> App {
    let openapi_url = std::env::var("OPENAPI_URL").unwrap_or("/openapi.json".to_owned());
    App::new("FastAPI").openapi_url(openapi_url.as_str()).routes(routes![root])
}
