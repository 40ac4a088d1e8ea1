use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/int/{param:int}")]
fn int_convertor(param: i64) -> Value {
    json!({"int": param})
}

#[get("/float/{param:float}")]
fn float_convertor(param: f64) -> Value {
    json!({"float": param})
}

#[get("/path/{param:path}")]
fn path_convertor(param: String) -> Value {
    json!({"path": param})
}

#[get("/query/")]
fn query_convertor(param: String) -> Value {
    json!({"query": param})
}

pub const APPS: &[Named] = &[("test_starlette_urlconvertors", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![int_convertor, float_convertor, path_convertor, query_convertor])
}
