use std::io::{BufRead, BufReader};

use brigade::{App, Result, UploadFile, post, routes};

/// Counts the lines of a file, on the pool.
#[post("/lines")]
fn count_lines(#[file(max_length = 10_000_000)] file: UploadFile) -> Result<usize> {
    let mut count = 0;
    for line in BufReader::new(file.reader()).lines() {
        line?;
        count += 1;
    }
    Ok(count)
}

/// Says whether a file begins as pictures in PNG do.
#[post("/is-png")]
async fn is_png(mut picture: UploadFile) -> Result<bool> {
    Ok(picture.read(8).await? == b"\x89PNG\r\n\x1A\n"[..])
}

/// Keeps a file under a name of our own; its own may be any.
#[post("/files", status = 201)]
async fn keep(file: UploadFile, #[state] folder: std::path::PathBuf) -> Result<u64> {
    file.save(folder.join("newest")).await?;
    Ok(file.size())
}

pub fn app(folder: std::path::PathBuf) -> App {
    App::new("Files").state(folder).routes(routes![count_lines, is_png, keep])
}
