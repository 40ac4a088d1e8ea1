use brigade::{Answers, App, Error, Media, Model, Respond, Response, StatusCode, get, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize, Model)]
struct Item {
    id: String,
    value: String,
}

enum Found {
    Item(Item),
    Image(Vec<u8>),
}

impl Respond for Found {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        match self {
            Found::Item(item) => item.respond(status),
            Found::Image(image) => Media("image/png", image).respond(status),
        }
    }

    fn answers() -> Answers {
        Answers::json::<Item>()
    }
}

#[get(
    "/items/{item_id}",
    response_description = "Return the JSON item or an image.",
    openapi_extra = json!({"responses": {"200": {"content": {"image/png": {}}}}})
)]
fn read_item(
    #[expect(unused_variables, reason = "there is one item")] item_id: String,
    img: Option<bool>,
) -> brigade::Result<Found> {
    if img == Some(true) {
        Ok(Found::Image(std::fs::read("image.png")?))
    } else {
        Ok(Found::Item(Item { id: "foo".into(), value: "there goes my hero".into() }))
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
