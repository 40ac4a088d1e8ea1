use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Default, Serialize, Model)]
struct Item {
    name: &'static str,
    price: Option<f64>,
    owner_ids: Option<Vec<i64>>,
}

#[get("/items/valid")]
fn get_valid() -> Item {
    Item { name: "valid", price: Some(1.0), ..Item::default() }
}

#[get("/items/coerce")]
fn get_coerce() -> Item {
    Item { name: "coerce", price: "1.0".parse().ok(), ..Item::default() }
}

#[get("/items/validlist")]
fn get_validlist() -> Vec<Item> {
    vec![
        Item { name: "foo", ..Item::default() },
        Item { name: "bar", price: Some(1.0), ..Item::default() },
        Item { name: "baz", price: Some(2.0), owner_ids: Some(vec![1, 2, 3]) },
    ]
}

pub const APPS: &[Named] = &[("test_serialize_response", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_valid, get_coerce, get_validlist])
}
