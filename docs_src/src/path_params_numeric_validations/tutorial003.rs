use brigade::{App, Value, get, json, routes};

#[get("/items/{item_id}")]
async fn read_items(#[path(title = "The ID of the item to get")] item_id: i64, q: String) -> Value {
    let mut results = json!({"item_id": item_id});
    if !q.is_empty() {
        results["q"] = q.into();
    }
    results
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
