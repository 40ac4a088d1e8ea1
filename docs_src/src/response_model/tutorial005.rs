use brigade::{App, HttpError, Model, Partial, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    #[serde(default = "tax")]
    tax: f64,
}

fn tax() -> f64 {
    10.5
}

fn find(item_id: &str) -> Result<Item, HttpError> {
    let (name, description, price, tax) = match item_id {
        "foo" => ("Foo", None, 50.2, tax()),
        "bar" => ("Bar", Some("The Bar fighters"), 62.0, 20.2),
        "baz" => ("Baz", Some("There goes my baz"), 50.2, 10.5),
        _ => return Err(HttpError::new(404, "Item not found")),
    };
    Ok(Item { name: name.into(), description: description.map(Into::into), price, tax })
}

#[get("/items/{item_id}/name")]
async fn read_item_name(item_id: String) -> Result<Partial<Item>, HttpError> {
    Ok(Partial::of(find(&item_id)?, ["name", "description"]))
}

#[get("/items/{item_id}/public")]
async fn read_item_public_data(item_id: String) -> Result<Partial<Item>, HttpError> {
    Ok(Partial::of(find(&item_id)?, ["name", "description", "price"]))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item_name, read_item_public_data])
}
