use brigade::{App, Router, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/default")]
async fn default(#[query(default = "foo")] foo: String) -> Value {
    json!({"foo": foo})
}

#[get("/required")]
async fn required(#[query(min_length = 1)] foo: String) -> Value {
    json!({"foo": foo})
}

#[get("/multiple")]
async fn multiple(#[query(min_length = 1)] foo: String) -> Value {
    json!({"foo": foo})
}

#[get("/unrelated")]
async fn unrelated(foo: String) -> Value {
    json!({"foo": foo})
}

#[get("/test1")]
async fn test1(#[query(default = "bar")] var: String) -> Value {
    json!({"foo": var})
}

#[get("/test2")]
async fn test2(#[query(default = "bar")] var: String) -> Value {
    json!({"foo": var})
}

#[get("/test")]
async fn test(#[query(default = "bar")] var: String) -> Value {
    json!({"foo": var})
}

pub const APPS: &[Named] = &[
    ("test_annotated", app),
    ("test_annotated/test_multiple_path", multiple_path),
    ("test_annotated/test_nested_router", nested_router),
];

fn app() -> App {
    App::new("FastAPI").routes(routes![default, required, multiple, unrelated])
}

fn multiple_path() -> App {
    App::new("FastAPI").routes(routes![test1, test2])
}

fn nested_router() -> App {
    App::new("FastAPI").include(Router::new().prefix("/nested").routes(routes![test]))
}
