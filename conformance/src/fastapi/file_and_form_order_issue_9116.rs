use brigade::{App, Bytes, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

fn text(file: &Bytes) -> String {
    String::from_utf8_lossy(file).into_owned()
}

#[post("/file_before_form")]
fn file_before_form(#[file] file: Bytes, #[form] city: String) -> Value {
    json!({"file_content": text(&file), "city": city})
}

#[post("/file_after_form")]
fn file_after_form(#[form] city: String, #[file] file: Bytes) -> Value {
    json!({"file_content": text(&file), "city": city})
}

#[post("/file_list_before_form")]
fn file_list_before_form(#[file] files: Vec<Bytes>, #[form] city: String) -> Value {
    json!({"file_contents": files.iter().map(text).collect::<Vec<_>>(), "city": city})
}

#[post("/file_list_after_form")]
fn file_list_after_form(#[form] city: String, #[file] files: Vec<Bytes>) -> Value {
    json!({"file_contents": files.iter().map(text).collect::<Vec<_>>(), "city": city})
}

pub const APPS: &[Named] = &[("test_file_and_form_order_issue_9116", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![file_before_form, file_after_form, file_list_before_form, file_list_after_form])
}
