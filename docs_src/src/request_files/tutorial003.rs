use brigade::{App, Bytes, Media, UploadFile, Value, get, json, post, routes};

const PAGE: &str = r#"
<body>
<form action="/files/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
<form action="/uploadfiles/" enctype="multipart/form-data" method="post">
<input name="files" type="file" multiple>
<input type="submit">
</form>
</body>
    "#;

#[post("/files/")]
async fn create_files(#[file(description = "Multiple files as bytes")] files: Vec<Bytes>) -> Value {
    let sizes: Vec<usize> = files.iter().map(Bytes::len).collect();
    json!({"file_sizes": sizes})
}

#[post("/uploadfiles/")]
async fn create_upload_files(#[file(description = "Multiple files as UploadFile")] files: Vec<UploadFile>) -> Value {
    let names: Vec<&str> = files.iter().map(UploadFile::filename).collect();
    json!({"filenames": names})
}

#[get("/")]
async fn main() -> Media<&'static str> {
    Media("text/html; charset=utf-8", PAGE)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![create_files, create_upload_files, main])
}
