use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items(#[query] q: Option<Vec<String>>) -> Value {
    json!({"q": q})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
