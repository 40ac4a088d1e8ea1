use brigade::{App, Bytes, UploadFile, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/optional-bytes", operation_id = "optional_bytes")]
async fn read_optional_bytes(#[file] p: Option<Bytes>) -> Value {
    json!({"file_size": p.map(|p| p.len())})
}

#[post("/optional-uploadfile", operation_id = "optional_uploadfile")]
async fn read_optional_uploadfile(p: Option<UploadFile>) -> Value {
    json!({"file_size": p.map(|p| p.size())})
}

#[post("/optional-bytes-alias", operation_id = "optional_bytes_alias")]
async fn read_optional_bytes_alias(#[file(alias = "p_alias")] p: Option<Bytes>) -> Value {
    json!({"file_size": p.map(|p| p.len())})
}

#[post("/optional-uploadfile-alias", operation_id = "optional_uploadfile_alias")]
async fn read_optional_uploadfile_alias(#[file(alias = "p_alias")] p: Option<UploadFile>) -> Value {
    json!({"file_size": p.map(|p| p.size())})
}

#[post("/optional-bytes-validation-alias", operation_id = "optional_bytes_validation_alias")]
async fn read_optional_bytes_validation_alias(#[file(alias = "p_val_alias")] p: Option<Bytes>) -> Value {
    json!({"file_size": p.map(|p| p.len())})
}

#[post("/optional-uploadfile-validation-alias", operation_id = "optional_uploadfile_validation_alias")]
async fn read_optional_uploadfile_validation_alias(#[file(alias = "p_val_alias")] p: Option<UploadFile>) -> Value {
    json!({"file_size": p.map(|p| p.size())})
}

#[post("/optional-bytes-alias-and-validation-alias", operation_id = "optional_bytes_alias_and_validation_alias")]
async fn read_optional_bytes_alias_and_validation_alias(#[file(alias = "p_val_alias")] p: Option<Bytes>) -> Value {
    json!({"file_size": p.map(|p| p.len())})
}

#[post(
    "/optional-uploadfile-alias-and-validation-alias",
    operation_id = "optional_uploadfile_alias_and_validation_alias"
)]
async fn read_optional_uploadfile_alias_and_validation_alias(
    #[file(alias = "p_val_alias")] p: Option<UploadFile>,
) -> Value {
    json!({"file_size": p.map(|p| p.size())})
}

pub const APPS: &[Named] = &[("test_request_params/test_file/test_optional", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_optional_bytes,
        read_optional_uploadfile,
        read_optional_bytes_alias,
        read_optional_uploadfile_alias,
        read_optional_bytes_validation_alias,
        read_optional_uploadfile_validation_alias,
        read_optional_bytes_alias_and_validation_alias,
        read_optional_uploadfile_alias_and_validation_alias
    ])
}
