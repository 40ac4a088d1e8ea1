use brigade::{App, HttpError, Model, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct CarItem {
    description: String,
    #[serde(rename = "type", default = "car")]
    kind: String,
}

#[derive(Serialize, Deserialize, Model)]
struct PlaneItem {
    description: String,
    #[serde(rename = "type", default = "plane")]
    kind: String,
    size: i64,
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Item {
    Plane(PlaneItem),
    Car(CarItem),
}

fn car() -> String {
    "car".to_owned()
}

fn plane() -> String {
    "plane".to_owned()
}

#[get("/items/{item_id}")]
async fn read_item(item_id: String) -> Result<Item, HttpError> {
    match item_id.as_str() {
        "item1" => Ok(Item::Car(CarItem { description: "All my friends drive a low rider".into(), kind: car() })),
        "item2" => Ok(Item::Plane(PlaneItem {
            description: "Music is my aeroplane, it's my aeroplane".into(),
            kind: plane(),
            size: 5,
        })),
        _ => Err(HttpError::new(404, "Item not found")),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
