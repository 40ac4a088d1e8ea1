use brigade::{App, Bytes, UploadFile, Value, json, post, routes};

#[post("/files/")]
async fn create_file(#[file] file: Bytes) -> Value {
    json!({"file_size": file.len()})
}

#[post("/uploadfile/")]
async fn create_upload_file(file: UploadFile) -> Value {
    json!({"filename": file.filename()})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_file, create_upload_file])
}
