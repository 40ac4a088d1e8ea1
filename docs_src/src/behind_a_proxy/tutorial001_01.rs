use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items() -> Value {
    json!(["plumbus", "portal gun"])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
