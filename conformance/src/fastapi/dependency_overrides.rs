use brigade::{App, Router, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[dependency]
async fn common_parameters(q: String, #[query(default = 0)] skip: i64, #[query(default = 100)] limit: i64) -> Value {
    json!({"q": q, "skip": skip, "limit": limit})
}

#[get("/main-depends/")]
async fn main_depends(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"in": "main-depends", "params": commons})
}

#[get("/decorator-depends/", depends = [common_parameters])]
async fn decorator_depends() -> Value {
    json!({"in": "decorator-depends"})
}

#[get("/router-depends/")]
async fn router_depends(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"in": "router-depends", "params": commons})
}

#[get("/router-decorator-depends/", depends = [common_parameters])]
async fn router_decorator_depends() -> Value {
    json!({"in": "router-decorator-depends"})
}

#[dependency]
async fn overrider_dependency_simple(q: Option<String>) -> Value {
    json!({"q": q, "skip": 5, "limit": 10})
}

#[dependency]
async fn overrider_sub_dependency(k: String) -> Value {
    json!({"k": k})
}

#[dependency]
async fn overrider_dependency_with_sub(#[depends(overrider_sub_dependency)] msg: Value) -> Value {
    msg
}

pub const APPS: &[Named] = &[
    ("test_dependency_overrides", app),
    ("test_dependency_overrides+overrider_dependency_simple", || {
        app().override_dependency(common_parameters, overrider_dependency_simple {})
    }),
    ("test_dependency_overrides+overrider_dependency_with_sub", || {
        app().override_dependency(common_parameters, overrider_dependency_with_sub {})
    }),
];

fn app() -> App {
    let router = Router::new().routes(routes![router_depends, router_decorator_depends]);
    App::new("FastAPI").routes(routes![main_depends, decorator_depends]).include(router)
}
