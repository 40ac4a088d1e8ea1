use std::marker::PhantomData;

use brigade::{Answers, App, Error, Respond, Response, StatusCode, Value, get, json, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, brigade::Model)]
struct Model {
    #[serde(rename = "alias")]
    name: String,
}

/// response_model_by_alias=False is basically a quick hack, to support proper OpenAPI use another model with the correct field names
#[derive(Serialize, Deserialize, brigade::Model)]
struct ModelNoAlias {
    name: String,
}

/// Documented as a `T`, but written with other names.
struct ByName<T>(Value, PhantomData<T>);

impl<T: brigade::Model> Respond for ByName<T> {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.0.respond(status)
    }

    fn answers() -> Answers {
        Answers::json::<T>()
    }
}

#[get("/dict")]
fn read_dict() -> ByName<Model> {
    ByName(json!({"name": "Foo"}), PhantomData)
}

#[get("/model")]
fn read_model() -> ByName<Model> {
    ByName(json!({"name": "Foo"}), PhantomData)
}

#[get("/list")]
fn read_list() -> ByName<Vec<Model>> {
    ByName(json!([{"name": "Foo"}, {"name": "Bar"}]), PhantomData)
}

#[get("/by-alias/dict")]
fn by_alias_dict() -> Model {
    Model { name: "Foo".into() }
}

#[get("/by-alias/model")]
fn by_alias_model() -> Model {
    Model { name: "Foo".into() }
}

#[get("/by-alias/list")]
fn by_alias_list() -> Vec<Model> {
    vec![Model { name: "Foo".into() }, Model { name: "Bar".into() }]
}

#[get("/no-alias/dict")]
fn no_alias_dict() -> ModelNoAlias {
    ModelNoAlias { name: "Foo".into() }
}

#[get("/no-alias/model")]
fn no_alias_model() -> ModelNoAlias {
    ModelNoAlias { name: "Foo".into() }
}

#[get("/no-alias/list")]
fn no_alias_list() -> Vec<ModelNoAlias> {
    vec![ModelNoAlias { name: "Foo".into() }, ModelNoAlias { name: "Bar".into() }]
}

pub const APPS: &[Named] = &[("test_response_by_alias", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_dict,
        read_model,
        read_list,
        by_alias_dict,
        by_alias_model,
        by_alias_list,
        no_alias_dict,
        no_alias_model,
        no_alias_list
    ])
}
