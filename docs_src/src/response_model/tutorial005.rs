use brigade::{Answers, App, Error, HttpError, Model, Respond, Response, StatusCode, Value, get, json, routes};
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

/// Some of an item's fields: documented as an [`Item`].
struct Part(Value);

impl Respond for Part {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.0.respond(status)
    }

    fn answers() -> Answers {
        Answers::json::<Item>()
    }
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
async fn read_item_name(item_id: String) -> Result<Part, HttpError> {
    let item = find(&item_id)?;
    Ok(Part(json!({"name": item.name, "description": item.description})))
}

#[get("/items/{item_id}/public")]
async fn read_item_public_data(item_id: String) -> Result<Part, HttpError> {
    let item = find(&item_id)?;
    Ok(Part(json!({"name": item.name, "description": item.description, "price": item.price})))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item_name, read_item_public_data])
}
