use brigade::{App, Bytes, Value, json, post, routes};
use docs_src::Named;

#[post("/files")]
async fn upload_files(#[file] files: Option<Vec<Bytes>>) -> Value {
    let Some(files) = files else { return json!({"files_count": 0}) };
    let sizes: Vec<usize> = files.iter().map(Bytes::len).collect();
    json!({"files_count": files.len(), "sizes": sizes})
}

pub const APPS: &[Named] = &[("test_optional_file_list", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![upload_files])
}
