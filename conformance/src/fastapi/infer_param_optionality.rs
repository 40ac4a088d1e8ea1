use brigade::{App, Router, Value, get, json, routes};
use docs_src::Named;

#[get("/")]
fn get_users() -> Value {
    json!([{"user_id": "u1"}, {"user_id": "u2"}])
}

#[get("/{user_id}")]
fn get_user(user_id: String) -> Value {
    json!({"user_id": user_id})
}

#[get("/")]
fn get_items(user_id: Option<String>) -> Value {
    match user_id {
        None => json!([{"item_id": "i1", "user_id": "u1"}, {"item_id": "i2", "user_id": "u2"}]),
        Some(user_id) => json!([{"item_id": "i2", "user_id": user_id}]),
    }
}

#[get("/{item_id}")]
fn get_item(item_id: String, user_id: Option<String>) -> Value {
    match user_id {
        None => json!({"item_id": item_id}),
        Some(user_id) => json!({"item_id": item_id, "user_id": user_id}),
    }
}

pub const APPS: &[Named] = &[("test_infer_param_optionality", app)];

fn app() -> App {
    let items = |prefix: &str| Router::new().prefix(prefix).routes(routes![get_items, get_item]);
    App::new("FastAPI")
        .include(Router::new().prefix("/users").routes(routes![get_users, get_user]))
        .include(items("/items"))
        .include(items("/users/{user_id}/items"))
}
