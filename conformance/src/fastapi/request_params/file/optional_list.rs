use brigade::{App, Bytes, UploadFile, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/optional-list-bytes")]
async fn read_optional_list_bytes(#[file] p: Option<Vec<Bytes>>) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(Bytes::len).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-uploadfile")]
async fn read_optional_list_uploadfile(p: Option<Vec<UploadFile>>) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(UploadFile::size).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-bytes-alias")]
async fn read_optional_list_bytes_alias(#[file(alias = "p_alias")] p: Option<Vec<Bytes>>) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(Bytes::len).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-uploadfile-alias")]
async fn read_optional_list_uploadfile_alias(#[file(alias = "p_alias")] p: Option<Vec<UploadFile>>) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(UploadFile::size).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-bytes-validation-alias")]
async fn read_optional_list_bytes_validation_alias(#[file(alias = "p_val_alias")] p: Option<Vec<Bytes>>) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(Bytes::len).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-uploadfile-validation-alias")]
async fn read_optional_list_uploadfile_validation_alias(
    #[file(alias = "p_val_alias")] p: Option<Vec<UploadFile>>,
) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(UploadFile::size).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-bytes-alias-and-validation-alias")]
async fn read_optional_list_bytes_alias_and_validation_alias(
    #[file(alias = "p_val_alias")] p: Option<Vec<Bytes>>,
) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(Bytes::len).collect());
    json!({"file_size": sizes})
}

#[post("/optional-list-uploadfile-alias-and-validation-alias")]
async fn read_optional_list_uploadfile_alias_and_validation_alias(
    #[file(alias = "p_val_alias")] p: Option<Vec<UploadFile>>,
) -> Value {
    let sizes: Option<Vec<_>> = p.map(|p| p.iter().map(UploadFile::size).collect());
    json!({"file_size": sizes})
}

pub const APPS: &[Named] = &[("test_request_params/test_file/test_optional_list", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_optional_list_bytes,
        read_optional_list_uploadfile,
        read_optional_list_bytes_alias,
        read_optional_list_uploadfile_alias,
        read_optional_list_bytes_validation_alias,
        read_optional_list_uploadfile_validation_alias,
        read_optional_list_bytes_alias_and_validation_alias,
        read_optional_list_uploadfile_alias_and_validation_alias
    ])
}
