use brigade::{App, HttpError, Model, Partial, Result, get, json, routes, validate};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    #[serde(default = "tax")]
    tax: f64,
    #[serde(default)]
    tags: Vec<String>,
}

fn tax() -> f64 {
    10.5
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Partial<Item>> {
    let item = match item_id.as_str() {
        "foo" => json!({"name": "Foo", "price": 50.2}),
        "bar" => json!({"name": "Bar", "description": "The bartenders", "price": 62, "tax": 20.2}),
        "baz" => json!({"name": "Baz", "description": null, "price": 50.2, "tax": 10.5, "tags": []}),
        _ => return Err(HttpError::new(404, "Item not found").into()),
    };
    Ok(validate(&item)?)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
