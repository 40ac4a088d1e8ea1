use brigade::{App, Model, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: String,
}

#[get("/items/")]
async fn read_items() -> Vec<Item> {
    vec![
        Item { name: "Foo".into(), description: "There comes my hero".into() },
        Item { name: "Red".into(), description: "It's my aeroplane".into() },
    ]
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
