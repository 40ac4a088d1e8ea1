use brigade::{App, Bytes, UploadFile, Value, json, post, routes};

#[post("/files/")]
async fn create_file(#[file(description = "A file read as bytes")] file: Bytes) -> Value {
    json!({"file_size": file.len()})
}

#[post("/uploadfile/")]
async fn create_upload_file(#[file(description = "A file read as UploadFile")] file: UploadFile) -> Value {
    json!({"filename": file.filename()})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_file, create_upload_file])
}
