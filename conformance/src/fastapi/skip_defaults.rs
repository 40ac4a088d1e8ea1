use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Default, Serialize, Model)]
struct SubModel {
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<&'static str>,
}

#[derive(Default, Serialize, Model)]
#[model(title = "Model")]
struct Parent {
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<i64>,
    sub: SubModel,
}

/// Fields that are `None` are left out.
#[derive(Serialize, Model)]
struct ModelDefaults {
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<&'static str>,
    y: &'static str,
    z: &'static str,
}

const DEFAULTS: ModelDefaults = ModelDefaults { w: None, x: None, y: "y", z: "z" };

/// Fields that are what they are by default are left out.
#[derive(Serialize, Model)]
#[model(title = "ModelDefaults")]
struct Changed {
    #[serde(skip_serializing_if = "is_y")]
    y: &'static str,
    #[serde(skip_serializing_if = "is_z")]
    z: &'static str,
}

fn is_y(text: &str) -> bool {
    text == "y"
}

fn is_z(text: &str) -> bool {
    text == "z"
}

#[get("/")]
fn get_root() -> Parent {
    Parent::default()
}

#[get("/exclude_unset")]
fn get_exclude_unset() -> Value {
    json!({"x": null, "y": "y"})
}

#[get("/exclude_defaults")]
fn get_exclude_defaults() -> Changed {
    Changed { y: "y", z: "z" }
}

#[get("/exclude_none")]
fn get_exclude_none() -> ModelDefaults {
    DEFAULTS
}

#[get("/exclude_unset_none")]
fn get_exclude_unset_none() -> Value {
    json!({"y": "y"})
}

#[get("/iterable_exclude_unset")]
fn get_iterable_exclude_unset() -> Vec<Value> {
    vec![json!({"x": null, "y": "y"})]
}

#[get("/iterable_exclude_defaults")]
fn get_iterable_exclude_defaults() -> Vec<Changed> {
    vec![Changed { y: "y", z: "z" }]
}

#[get("/iterable_exclude_none")]
fn get_iterable_exclude_none() -> Vec<ModelDefaults> {
    vec![DEFAULTS]
}

pub const APPS: &[Named] = &[("test_skip_defaults", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_root,
        get_exclude_unset,
        get_exclude_defaults,
        get_exclude_none,
        get_exclude_unset_none,
        get_iterable_exclude_unset,
        get_iterable_exclude_defaults,
        get_iterable_exclude_none,
    ])
}
