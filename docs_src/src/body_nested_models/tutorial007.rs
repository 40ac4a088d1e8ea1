use std::collections::BTreeSet;

use brigade::{App, HttpUrl, Model, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Image {
    url: HttpUrl,
    name: String,
}

#[derive(Serialize, Deserialize, Model)]
struct Item {
    name: String,
    description: Option<String>,
    price: f64,
    tax: Option<f64>,
    #[serde(default)]
    tags: BTreeSet<String>,
    images: Option<Vec<Image>>,
}

#[derive(Serialize, Deserialize, Model)]
struct Offer {
    name: String,
    description: Option<String>,
    price: f64,
    items: Vec<Item>,
}

#[post("/offers/")]
async fn create_offer(offer: Offer) -> Value {
    json!(offer)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_offer])
}
