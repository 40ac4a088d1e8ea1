use brigade::{App, Model, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
    #[serde(default)]
    #[field(hide_default)]
    tags: Vec<String>,
    description: Option<String>,
    tax: Option<f64>,
}

#[get("/items/next")]
async fn read_next_item() -> Item {
    Item {
        name: "Island In The Moon".into(),
        price: 12.99,
        description: Some("A place to be playin' and havin' fun".into()),
        tags: vec!["breater".into()],
        tax: None,
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_next_item])
}
