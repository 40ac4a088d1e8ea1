use brigade::{App, Model, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize, Model)]
struct Cat {
    #[serde(default = "cat")]
    pet_type: String,
    meows: i64,
}

fn cat() -> String {
    "cat".to_owned()
}

#[derive(Serialize, Deserialize, Model)]
struct Dog {
    #[serde(default = "dog")]
    pet_type: String,
    barks: f64,
}

fn dog() -> String {
    "dog".to_owned()
}

#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[post("/pet/assignment")]
async fn create_pet_assignment(pet: Pet) -> Value {
    json!(pet)
}

#[post("/pet/annotated")]
async fn create_pet_annotated(pet: Pet) -> Value {
    json!(pet)
}

pub const APPS: &[Named] = &[("test_union_body_discriminator_annotated/client_fixture", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_pet_assignment, create_pet_annotated])
}
