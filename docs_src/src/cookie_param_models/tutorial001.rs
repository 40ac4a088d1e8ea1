use brigade::{App, Model, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Cookies {
    session_id: String,
    fatebook_tracker: Option<String>,
    googall_tracker: Option<String>,
}

#[get("/items/")]
async fn read_items(#[cookie] cookies: Cookies) -> Value {
    json!(cookies)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
