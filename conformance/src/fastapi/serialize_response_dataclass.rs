use brigade::{App, DateTime, Model, get, routes};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize, Model)]
struct Item {
    name: &'static str,
    date: DateTime,
    price: Option<f64>,
    owner_ids: Option<Vec<i64>>,
}

impl Item {
    fn new(name: &'static str) -> Self {
        let date = "2021-07-26T00:00:00".parse().expect("it is a date and a time");
        Self { name, date, price: None, owner_ids: None }
    }

    fn price(self, price: f64) -> Self {
        Self { price: Some(price), ..self }
    }

    fn owners(self, ids: &[i64]) -> Self {
        Self { owner_ids: Some(ids.to_vec()), ..self }
    }
}

fn list() -> Vec<Item> {
    vec![Item::new("foo"), Item::new("bar").price(1.0), Item::new("baz").price(2.0).owners(&[1, 2, 3])]
}

#[get("/items/valid")]
fn get_valid() -> Item {
    Item::new("valid").price(1.0)
}

#[get("/items/object")]
fn get_object() -> Item {
    Item::new("object").price(1.0).owners(&[1, 2, 3])
}

#[get("/items/coerce")]
fn get_coerce() -> Item {
    Item { price: "1.0".parse().ok(), ..Item::new("coerce") }
}

#[get("/items/validlist")]
fn get_validlist() -> Vec<Item> {
    list()
}

#[get("/items/objectlist")]
fn get_objectlist() -> Vec<Item> {
    list()
}

#[get("/items/no-response-model/object")]
fn get_no_response_model_object() -> Value {
    json!(Item::new("object").price(1.0).owners(&[1, 2, 3]))
}

#[get("/items/no-response-model/objectlist")]
fn get_no_response_model_objectlist() -> Value {
    json!(list())
}

pub const APPS: &[Named] = &[("test_serialize_response_dataclass", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_valid,
        get_object,
        get_coerce,
        get_validlist,
        get_objectlist,
        get_no_response_model_object,
        get_no_response_model_objectlist,
    ])
}
