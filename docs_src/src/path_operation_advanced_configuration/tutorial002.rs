use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"item_id": "Foo"}])
}

pub fn app() -> App {
    App::new("FastAPI").operation_ids(|operation| operation.name.to_owned()).routes(routes![read_items])
}
