use brigade::{App, Value, get, json, routes};

#[get("/items/")]
async fn read_items(#[query(max_length = 50)] q: Option<String>) -> Value {
    let mut results = json!({"items": [{"item_id": "Foo"}, {"item_id": "Bar"}]});
    if let Some(q) = q.filter(|q| !q.is_empty()) {
        results["q"] = q.into();
    }
    results
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
