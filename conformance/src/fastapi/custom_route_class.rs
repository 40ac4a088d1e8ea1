use brigade::{App, Router, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/")]
fn get_a() -> Value {
    json!({"msg": "A"})
}

#[get("/")]
fn get_b() -> Value {
    json!({"msg": "B"})
}

#[get("/")]
fn get_c() -> Value {
    json!({"msg": "C"})
}

pub const APPS: &[Named] = &[("test_custom_route_class", app)];

fn app() -> App {
    let router_c = Router::new().prefix("/c").routes(routes![get_c]);
    let router_b = Router::new().prefix("/b").routes(routes![get_b]).include(router_c);
    let router_a = Router::new().prefix("/a").routes(routes![get_a]).include(router_b);
    App::new("FastAPI").include(router_a)
}
