use brigade::{Answers, App, Html, Media, Respond, Response, Router, StatusCode, Text, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

struct Override(Value);

impl Respond for Override {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        Media("application/x-override", self.0.to_string()).respond(status)
    }

    fn answers() -> Answers {
        Value::answers().with_media_type("application/x-override")
    }
}

#[get("/")]
fn get_root() -> Value {
    json!({"msg": "Hello World"})
}

#[get("/override")]
fn get_path_override() -> Text<&'static str> {
    Text("Hello World")
}

#[get("/")]
fn get_a() -> Value {
    json!({"msg": "Hello A"})
}

#[get("/override")]
fn get_a_path_override() -> Text<&'static str> {
    Text("Hello A")
}

#[get("/")]
fn get_a_a() -> Value {
    json!({"msg": "Hello A A"})
}

#[get("/override")]
fn get_a_a_path_override() -> Text<&'static str> {
    Text("Hello A A")
}

#[get("/")]
fn get_a_b() -> Text<&'static str> {
    Text("Hello A B")
}

#[get("/override")]
fn get_a_b_path_override() -> Html<&'static str> {
    Html("Hello A B")
}

#[get("/")]
fn get_b() -> Text<&'static str> {
    Text("Hello B")
}

#[get("/override")]
fn get_b_path_override() -> Html<&'static str> {
    Html("Hello B")
}

#[get("/")]
fn get_b_a() -> Text<&'static str> {
    Text("Hello B A")
}

#[get("/override")]
fn get_b_a_path_override() -> Html<&'static str> {
    Html("Hello B A")
}

#[get("/")]
fn get_b_a_c() -> Html<&'static str> {
    Html("Hello B A C")
}

#[get("/override")]
fn get_b_a_c_path_override() -> Override {
    Override(json!({"msg": "Hello B A C"}))
}

pub const APPS: &[Named] = &[("test_default_response_class_router", app)];

fn app() -> App {
    let router_a_a = Router::new().prefix("/a").routes(routes![get_a_a, get_a_a_path_override]);
    let router_a_b = Router::new().prefix("/b").routes(routes![get_a_b, get_a_b_path_override]);
    let router_a = Router::new().prefix("/a").routes(routes![get_a, get_a_path_override]);
    let router_b_a_c = Router::new().prefix("/c").routes(routes![get_b_a_c, get_b_a_c_path_override]);
    let router_b_a = Router::new().prefix("/a").routes(routes![get_b_a, get_b_a_path_override]);
    let router_b = Router::new().prefix("/b").routes(routes![get_b, get_b_path_override]);
    App::new("FastAPI")
        .routes(routes![get_root, get_path_override])
        .include(router_a.include(router_a_a).include(router_a_b))
        .include(router_b.include(router_b_a.include(router_b_a_c)))
}
