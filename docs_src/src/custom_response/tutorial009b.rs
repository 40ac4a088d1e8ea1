use brigade::{App, File, get, routes};

const SOME_FILE_PATH: &str = "large-video-file.mp4";

#[get("/")]
async fn main() -> File {
    File::new(SOME_FILE_PATH)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
