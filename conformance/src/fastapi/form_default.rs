use brigade::{App, Bytes, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/urlencoded")]
async fn post_url_encoded(#[form] age: Option<i64>) -> Value {
    json!(age)
}

#[post("/multipart")]
async fn post_multi_part(#[form] age: Option<i64>, #[file] file: Option<Bytes>) -> Value {
    json!({"file": file.as_deref(), "age": age})
}

pub const APPS: &[Named] = &[("test_form_default", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_url_encoded, post_multi_part])
}
