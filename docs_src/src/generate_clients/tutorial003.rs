use brigade::{App, Model, get, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
}

#[derive(Serialize, Deserialize, Model)]
struct ResponseMessage {
    message: String,
}

#[derive(Serialize, Deserialize, Model)]
struct User {
    username: String,
    email: String,
}

#[post("/items/", tags = ["items"])]
async fn create_item(_item: Item) -> ResponseMessage {
    ResponseMessage { message: "Item received".into() }
}

#[get("/items/", tags = ["items"])]
async fn get_items() -> Vec<Item> {
    vec![Item { name: "Plumbus".into(), price: 3.0 }, Item { name: "Portal Gun".into(), price: 9001.0 }]
}

#[post("/users/", tags = ["users"])]
async fn create_user(_user: User) -> ResponseMessage {
    ResponseMessage { message: "User received".into() }
}

pub fn app() -> App {
    App::new("FastAPI").operation_ids(|operation| format!("{}-{}", operation.tags[0], operation.name)).routes(routes![
        create_item,
        get_items,
        create_user
    ])
}
