use brigade::{App, Value, get, json, routes};

#[get("/items/", openapi_extra = json!({"x-aperture-labs-portal": "blue"}))]
async fn read_items() -> Value {
    json!([{"item_id": "portal-gun"}])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
