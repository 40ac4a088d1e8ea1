use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    price: f64,
}

#[get("/items")]
fn get_items() -> Item {
    Item { name: "widget".to_owned(), price: 9.99 }
}

pub const APPS: &[Named] =
    &[("test_deprecated_responses/_make_orjson_app", app), ("test_deprecated_responses/_make_ujson_app", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_items])
}
