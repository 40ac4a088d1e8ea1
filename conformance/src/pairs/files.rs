//! Files in forms, and fields beside them.

use brigade::{App, Bytes, Model, Result, UploadFile, post, routes};
use docs_src::Named;
use serde::Serialize;

#[derive(Serialize, Model)]
struct Seen {
    filename: Option<String>,
    content_type: Option<String>,
    size: Option<u64>,
    content: String,
}

async fn seen(file: UploadFile) -> Result<Seen> {
    let content = hex(&file.bytes().await?);
    Ok(Seen {
        filename: Some(file.filename().to_owned()),
        content_type: file.content_type().map(str::to_owned),
        size: Some(file.size()),
        content,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[post("/bytes")]
async fn write_bytes(#[file] file: Bytes) -> String {
    hex(&file)
}

#[post("/file")]
async fn write_file(file: UploadFile) -> Result<Seen> {
    seen(file).await
}

#[post("/optional")]
async fn write_optional(
    file: Option<UploadFile>,
    #[file] other: Option<Bytes>,
) -> Result<(Option<Seen>, Option<String>)> {
    let file = match file {
        Some(file) => Some(seen(file).await?),
        None => None,
    };
    Ok((file, other.as_deref().map(hex)))
}

#[post("/files")]
async fn write_files(files: Vec<UploadFile>) -> Result<Vec<Seen>> {
    let mut all = Vec::new();
    for file in files {
        all.push(seen(file).await?);
    }
    Ok(all)
}

#[post("/several-bytes")]
async fn write_several_bytes(#[file] files: Vec<Bytes>) -> Vec<String> {
    files.iter().map(|file| hex(file)).collect()
}

#[post("/mixed")]
async fn write_mixed(
    file: UploadFile,
    #[form] token: String,
    #[form(default = 1, ge = 1)] number: i64,
    #[form(default = [])] words: Vec<String>,
) -> Result<(Seen, String, i64, Vec<String>)> {
    Ok((seen(file).await?, token, number, words))
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        write_bytes,
        write_file,
        write_optional,
        write_files,
        write_several_bytes,
        write_mixed
    ])
}

pub const APPS: &[Named] = &[("pairs/files", app)];
