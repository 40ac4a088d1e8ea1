use brigade::{App, Model, get, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Serialize, Model)]
struct Foo {
    foo: &'static str,
}

#[derive(Serialize, Model)]
struct Model1 {
    foo: &'static str,
    bar: &'static str,
}

#[derive(Serialize, Model)]
struct WithFoo {
    r#ref: Foo,
    baz: &'static str,
}

#[derive(Serialize, Model)]
struct WithoutBaz {
    r#ref: Model1,
}

#[derive(Serialize, Model)]
struct WithoutAge {
    name: &'static str,
    ref2: WithoutBaz,
}

#[get("/simple_include")]
fn simple_include() -> WithFoo {
    WithFoo { r#ref: Foo { foo: "simple_include model foo" }, baz: "simple_include model2 baz" }
}

#[get("/simple_include_dict")]
fn simple_include_dict() -> WithFoo {
    WithFoo { r#ref: Foo { foo: "simple_include_dict model foo" }, baz: "simple_include_dict model2 baz" }
}

#[get("/simple_exclude")]
fn simple_exclude() -> WithFoo {
    WithFoo { r#ref: Foo { foo: "simple_exclude model foo" }, baz: "simple_exclude model2 baz" }
}

#[get("/simple_exclude_dict")]
fn simple_exclude_dict() -> WithFoo {
    WithFoo { r#ref: Foo { foo: "simple_exclude_dict model foo" }, baz: "simple_exclude_dict model2 baz" }
}

#[get("/mixed")]
fn mixed() -> WithoutAge {
    let r#ref = Model1 { foo: "mixed model foo", bar: "mixed model bar" };
    WithoutAge { name: "mixed model3 name", ref2: WithoutBaz { r#ref } }
}

#[get("/mixed_dict")]
fn mixed_dict() -> WithoutAge {
    let r#ref = Model1 { foo: "mixed_dict model foo", bar: "mixed_dict model bar" };
    WithoutAge { name: "mixed_dict model3 name", ref2: WithoutBaz { r#ref } }
}

pub const APPS: &[Named] = &[("test_response_model_include_exclude", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        simple_include,
        simple_include_dict,
        simple_exclude,
        simple_exclude_dict,
        mixed,
        mixed_dict
    ])
}
