use brigade::{App, Bytes, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/upload")]
async fn upload(#[file] files: Vec<Bytes>) -> Value {
    files.iter().map(|file| json!(file[0])).collect()
}

pub const APPS: &[Named] =
    &[("test_list_bytes_file_order_preserved_issue_14811/test_list_bytes_file_preserves_order", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![upload])
}
