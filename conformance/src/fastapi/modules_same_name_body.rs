use brigade::{App, Router};
use docs_src::Named;

mod a {
    use brigade::{Router, Value, json, post, routes};

    #[post("/compute")]
    fn compute(#[body] a: i64, #[body] b: String) -> Value {
        json!({"a": a, "b": b})
    }

    pub(super) fn router() -> Router {
        Router::new().routes(routes![compute])
    }
}

mod b {
    use brigade::{Router, Value, json, post, routes};

    #[post("/compute/")]
    fn compute(#[body] a: i64, #[body] b: String) -> Value {
        json!({"a": a, "b": b})
    }

    pub(super) fn router() -> Router {
        Router::new().routes(routes![compute])
    }
}

pub const APPS: &[Named] = &[("test_modules_same_name_body", app)];

fn app() -> App {
    App::new("FastAPI")
        .include(Router::new().prefix("/a").include(a::router()))
        .include(Router::new().prefix("/b").include(b::router()))
}
