use brigade::{App, Value, get, json, routes};

#[get("/users/{user_id}/items/{item_id}")]
async fn read_user_item(
    user_id: i64,
    item_id: String,
    q: Option<String>,
    #[query(default = false)] short: bool,
) -> Value {
    let mut item = json!({"item_id": item_id, "owner_id": user_id});
    if let Some(q) = q {
        item["q"] = q.into();
    }
    if !short {
        item["description"] = "This is an amazing item that has a long description".into();
    }
    item
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_user_item])
}
