use brigade::{App, Bytes, UploadFile, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/list-bytes", operation_id = "list_bytes")]
async fn read_list_bytes(#[file] p: Vec<Bytes>) -> Value {
    let sizes: Vec<_> = p.iter().map(Bytes::len).collect();
    json!({"file_size": sizes})
}

#[post("/list-uploadfile", operation_id = "list_uploadfile")]
async fn read_list_uploadfile(p: Vec<UploadFile>) -> Value {
    let sizes: Vec<_> = p.iter().map(UploadFile::size).collect();
    json!({"file_size": sizes})
}

#[post("/list-bytes-alias", operation_id = "list_bytes_alias")]
async fn read_list_bytes_alias(#[file(alias = "p_alias")] p: Vec<Bytes>) -> Value {
    let sizes: Vec<_> = p.iter().map(Bytes::len).collect();
    json!({"file_size": sizes})
}

#[post("/list-uploadfile-alias", operation_id = "list_uploadfile_alias")]
async fn read_list_uploadfile_alias(#[file(alias = "p_alias")] p: Vec<UploadFile>) -> Value {
    let sizes: Vec<_> = p.iter().map(UploadFile::size).collect();
    json!({"file_size": sizes})
}

#[post("/list-bytes-validation-alias", operation_id = "list_bytes_validation_alias")]
async fn read_list_bytes_validation_alias(#[file(alias = "p_val_alias")] p: Vec<Bytes>) -> Value {
    let sizes: Vec<_> = p.iter().map(Bytes::len).collect();
    json!({"file_size": sizes})
}

#[post("/list-uploadfile-validation-alias", operation_id = "list_uploadfile_validation_alias")]
async fn read_list_uploadfile_validation_alias(#[file(alias = "p_val_alias")] p: Vec<UploadFile>) -> Value {
    let sizes: Vec<_> = p.iter().map(UploadFile::size).collect();
    json!({"file_size": sizes})
}

#[post("/list-bytes-alias-and-validation-alias", operation_id = "list_bytes_alias_and_validation_alias")]
async fn read_list_bytes_alias_and_validation_alias(#[file(alias = "p_val_alias")] p: Vec<Bytes>) -> Value {
    let sizes: Vec<_> = p.iter().map(Bytes::len).collect();
    json!({"file_size": sizes})
}

#[post("/list-uploadfile-alias-and-validation-alias", operation_id = "list_uploadfile_alias_and_validation_alias")]
async fn read_list_uploadfile_alias_and_validation_alias(#[file(alias = "p_val_alias")] p: Vec<UploadFile>) -> Value {
    let sizes: Vec<_> = p.iter().map(UploadFile::size).collect();
    json!({"file_size": sizes})
}

pub const APPS: &[Named] = &[("test_request_params/test_file/test_list", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_list_bytes,
        read_list_uploadfile,
        read_list_bytes_alias,
        read_list_uploadfile_alias,
        read_list_bytes_validation_alias,
        read_list_uploadfile_validation_alias,
        read_list_bytes_alias_and_validation_alias,
        read_list_uploadfile_alias_and_validation_alias
    ])
}
