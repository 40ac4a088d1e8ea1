use brigade::{App, Bytes, UploadFile, post, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[post("/required-bytes", operation_id = "required_bytes")]
async fn read_required_bytes(#[file] p: Bytes) -> Value {
    json!({"file_size": p.len()})
}

#[post("/required-uploadfile", operation_id = "required_uploadfile")]
async fn read_required_uploadfile(p: UploadFile) -> Value {
    json!({"file_size": p.size()})
}

#[post("/required-bytes-alias", operation_id = "required_bytes_alias")]
async fn read_required_bytes_alias(#[file(alias = "p_alias")] p: Bytes) -> Value {
    json!({"file_size": p.len()})
}

#[post("/required-uploadfile-alias", operation_id = "required_uploadfile_alias")]
async fn read_required_uploadfile_alias(#[file(alias = "p_alias")] p: UploadFile) -> Value {
    json!({"file_size": p.size()})
}

#[post("/required-bytes-validation-alias", operation_id = "required_bytes_validation_alias")]
async fn read_required_bytes_validation_alias(#[file(alias = "p_val_alias")] p: Bytes) -> Value {
    json!({"file_size": p.len()})
}

#[post("/required-uploadfile-validation-alias", operation_id = "required_uploadfile_validation_alias")]
async fn read_required_uploadfile_validation_alias(#[file(alias = "p_val_alias")] p: UploadFile) -> Value {
    json!({"file_size": p.size()})
}

#[post("/required-bytes-alias-and-validation-alias", operation_id = "required_bytes_alias_and_validation_alias")]
async fn read_required_bytes_alias_and_validation_alias(#[file(alias = "p_val_alias")] p: Bytes) -> Value {
    json!({"file_size": p.len()})
}

#[post(
    "/required-uploadfile-alias-and-validation-alias",
    operation_id = "required_uploadfile_alias_and_validation_alias"
)]
async fn read_required_uploadfile_alias_and_validation_alias(#[file(alias = "p_val_alias")] p: UploadFile) -> Value {
    json!({"file_size": p.size()})
}

pub const APPS: &[Named] = &[("test_request_params/test_file/test_required", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        read_required_bytes,
        read_required_uploadfile,
        read_required_bytes_alias,
        read_required_uploadfile_alias,
        read_required_bytes_validation_alias,
        read_required_uploadfile_validation_alias,
        read_required_bytes_alias_and_validation_alias,
        read_required_uploadfile_alias_and_validation_alias
    ])
}
