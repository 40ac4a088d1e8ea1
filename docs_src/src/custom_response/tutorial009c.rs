use brigade::{App, Media, get, routes};
use serde_json::json;

#[get("/")]
async fn main() -> brigade::Result<Media<String>> {
    Ok(Media("application/json", serde_json::to_string_pretty(&json!({"message": "Hello World"}))?))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
