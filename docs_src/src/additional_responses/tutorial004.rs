use brigade::{Answers, App, Error, File, Model, Respond, Response, StatusCode, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Item {
    id: String,
    value: String,
}

enum Found {
    Item(Item),
    Image(File),
}

impl Respond for Found {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        match self {
            Found::Item(item) => item.respond(status),
            Found::Image(image) => image.respond(status),
        }
    }

    fn answers() -> Answers {
        Answers::json::<Item>()
    }
}

#[get(
    "/items/{item_id}",
    response(404, description = "Item not found"),
    response(302, description = "The item was moved"),
    response(403, description = "Not enough privileges"),
    response(200, openapi_extra = json!({"content": {"image/png": {}}}))
)]
fn read_item(#[expect(unused_variables, reason = "there is one item")] item_id: String, img: Option<bool>) -> Found {
    if img == Some(true) {
        Found::Image(File::new("image.png"))
    } else {
        Found::Item(Item { id: "foo".into(), value: "there goes my hero".into() })
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
