use std::collections::BTreeMap;

use brigade::{App, Model, dependency, get, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
struct ModelB {
    username: String,
}

struct ModelC {
    username: String,
    #[expect(dead_code, reason = "answers do not have it")]
    password: String,
}

#[derive(Serialize, Deserialize, Model)]
struct ModelA {
    name: String,
    description: Option<String>,
    foo: ModelB,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[dependency]
async fn get_model_c() -> ModelC {
    ModelC { username: "test-user".to_owned(), password: "test-password".to_owned() }
}

#[get("/model/{name}")]
async fn get_model_a(name: String, #[depends(get_model_c)] model_c: &ModelC) -> ModelA {
    let tags = [("key1", "value1"), ("key2", "value2")];
    ModelA {
        name,
        description: Some("model-a-desc".to_owned()),
        foo: ModelB { username: model_c.username.clone() },
        tags: tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
    }
}

pub const APPS: &[Named] = &[("test_filter_pydantic_sub_model_pv2/get_client", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_model_a])
}
