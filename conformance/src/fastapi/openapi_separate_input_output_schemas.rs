use brigade::{App, Model, Value, get, json, post, routes};
use docs_src::Named;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[model(defaults_required)]
struct SubItem {
    subname: String,
    sub_description: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Serialize, Deserialize, Model)]
#[model(defaults_required)]
struct Item {
    name: String,
    description: Option<String>,
    sub: Option<SubItem>,
}

#[derive(Serialize, Deserialize, Model)]
struct WithComputedField {
    name: String,
    #[serde(skip_deserializing)]
    computed_field: String,
}

#[post("/items/", response(402, model = Item))]
fn create_item(item: Item) -> Item {
    item
}

#[post("/items-list/")]
fn create_item_list(item: Vec<Item>) -> Value {
    json!(item)
}

#[get("/items/")]
fn read_items() -> Vec<Item> {
    let sub = SubItem { subname: "subname".into(), sub_description: None, tags: vec![] };
    let description = "Device to travel through the multi-rick-verse";
    vec![
        Item { name: "Portal Gun".into(), description: Some(description.into()), sub: Some(sub) },
        Item { name: "Plumbus".into(), description: None, sub: None },
    ]
}

#[post("/with-computed-field/")]
fn create_with_computed_field(with_computed_field: WithComputedField) -> WithComputedField {
    let WithComputedField { name, .. } = with_computed_field;
    WithComputedField { computed_field: format!("computed {name}"), name }
}

pub const APPS: &[Named] = &[
    ("test_openapi_separate_input_output_schemas/get_app_client[True]", app),
    ("test_openapi_separate_input_output_schemas/get_app_client[False]", app_without_separate_schemas),
];

fn app() -> App {
    App::new("FastAPI").routes(routes![create_item, create_item_list, read_items, create_with_computed_field])
}

fn app_without_separate_schemas() -> App {
    app().separate_input_output_schemas(false)
}
