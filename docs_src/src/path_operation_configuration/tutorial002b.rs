use brigade::{App, Value, get, json, routes};

#[get("/items/", tags = ["items"])]
async fn get_items() -> Value {
    json!(["Portal gun", "Plumbus"])
}

#[get("/users/", tags = ["users"])]
async fn read_users() -> Value {
    json!(["Rick", "Morty"])
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![get_items, read_users])
}
