use brigade::{Answers, App, Error, HttpError, Model, Respond, Response, StatusCode, Value, get, json, routes};
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

/// What is known of an item: documented as an [`Item`], whose other fields have their defaults.
struct Known(Value);

impl Respond for Known {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.0.respond(status)
    }

    fn answers() -> Answers {
        Answers::json::<Item>()
    }
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Known, HttpError> {
    match item_id.as_str() {
        "foo" => Ok(Known(json!({"name": "Foo", "price": 50.2}))),
        "bar" => Ok(Known(json!({"name": "Bar", "description": "The bartenders", "price": 62, "tax": 20.2}))),
        "baz" => Ok(Known(json!({"name": "Baz", "description": null, "price": 50.2, "tax": 10.5, "tags": []}))),
        _ => Err(HttpError::new(404, "Item not found")),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
