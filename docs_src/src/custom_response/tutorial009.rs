use brigade::{App, File, Respond, Response, get, routes};

const SOME_FILE_PATH: &str = "large-video-file.mp4";

#[get("/")]
fn main() -> brigade::Result<Response> {
    File::new(SOME_FILE_PATH).respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
