use brigade::{App, HttpUrl, Model, Value, json, post, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct Image {
    url: HttpUrl,
    name: String,
}

#[post("/images/multiple/")]
async fn create_multiple_images(images: Vec<Image>) -> Value {
    json!(images)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_multiple_images])
}
