use brigade::{App, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

fn main(some_arg: &str, q: Option<String>) -> Value {
    json!({"some_arg": some_arg, "q": q})
}

#[get("/")]
fn endpoint(q: Option<String>) -> Value {
    main("foo", q)
}

pub const APPS: &[Named] = &[("test_callable_endpoint", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![endpoint])
}
