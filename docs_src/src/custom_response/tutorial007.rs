use brigade::{App, Respond, Response, Result, Stream, get, routes};

#[get("/")]
async fn main() -> Result<Response> {
    let video = Stream::produce(|sender| async move {
        for _ in 0..10 {
            sender.send("some fake video bytes").await?;
        }
        Ok(())
    });
    video.respond(None)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![main])
}
