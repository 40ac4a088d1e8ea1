use brigade::{App, Value, dependency, get, json, routes};

#[dependency]
async fn common_parameters(
    q: Option<String>,
    #[query(default = 0)] skip: i64,
    #[query(default = 100)] limit: i64,
) -> Value {
    json!({"q": q, "skip": skip, "limit": limit})
}

#[get("/items/")]
async fn read_items(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"message": "Hello Items!", "params": commons})
}

#[get("/users/")]
async fn read_users(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"message": "Hello Users!", "params": commons})
}

#[dependency]
async fn fewer_parameters(q: Option<String>) -> Value {
    json!({"q": q, "skip": 5, "limit": 10})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items, read_users])
}

pub fn app_with_overrides() -> App {
    app().override_dependency(common_parameters, fewer_parameters {})
}
