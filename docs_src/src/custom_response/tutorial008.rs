use std::{
    fs::File,
    io::{self, Read},
    iter,
};

use brigade::{App, Respond, Response, Result, Stream, get, routes};

const SOME_FILE_PATH: &str = "large-video-file.mp4";

/// Reads a piece whenever the client has room for one, on the pool.
fn chunks(mut file: File) -> impl Iterator<Item = io::Result<Vec<u8>>> {
    iter::from_fn(move || {
        let mut chunk = Vec::new();
        match file.by_ref().take(64 * 1024).read_to_end(&mut chunk) {
            Ok(0) => None,
            Ok(_) => Some(Ok(chunk)),
            Err(error) => Some(Err(error)),
        }
    })
}

#[get("/")]
fn main() -> Result<Response> {
    let file = File::open(SOME_FILE_PATH)?;
    Stream::from_iter(chunks(file)).media_type("video/mp4").respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
