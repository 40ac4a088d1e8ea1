use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Serialize, Deserialize, Model)]
struct Item {
    id: Uuid,
    name: String,
    price: f64,
    #[serde(default)]
    tags: Vec<String>,
    description: Option<String>,
    tax: Option<f64>,
}

#[get("/item")]
async fn read_item() -> Item {
    Item {
        id: Uuid::from_u128(0x7a3f_1c2e),
        name: "Island In The Moon".into(),
        price: 12.99,
        tags: vec!["breater".into()],
        description: Some("A place to be playin' and havin' fun".into()),
        tax: None,
    }
}

pub const APPS: &[Named] = &[("test_pydanticv2_dataclasses_uuid_stringified_annotations", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_item])
}
