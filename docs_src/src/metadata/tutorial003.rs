use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"name": "Foo"}])
}

pub fn app() -> App {
    App::new("FastAPI").docs_url("/documentation").redoc_url(None).routes(routes![read_items])
}
