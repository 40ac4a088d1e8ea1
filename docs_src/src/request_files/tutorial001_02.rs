use brigade::{App, Bytes, UploadFile, Value, json, post, routes};

#[post("/files/")]
async fn create_file(#[file] file: Option<Bytes>) -> Value {
    match file {
        Some(file) if !file.is_empty() => json!({"file_size": file.len()}),
        _ => json!({"message": "No file sent"}),
    }
}

#[post("/uploadfile/")]
async fn create_upload_file(file: Option<UploadFile>) -> Value {
    match file {
        Some(file) => json!({"filename": file.filename()}),
        None => json!({"message": "No upload file sent"}),
    }
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_file, create_upload_file])
}
