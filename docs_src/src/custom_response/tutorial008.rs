use std::fs::File;

use brigade::{App, Respond, Response, Result, Stream, get, routes};

const SOME_FILE_PATH: &str = "large-video-file.mp4";

#[get("/")]
fn main() -> Result<Response> {
    Stream::from_reader(File::open(SOME_FILE_PATH)?).media_type("video/mp4").respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
