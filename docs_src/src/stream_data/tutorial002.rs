use std::slice::Chunks;

use brigade::{Answers, App, Respond, Response, StatusCode, Stream, get, routes};

const IMAGE: &[u8] = include_bytes!("image.png");

fn read_image() -> Chunks<'static, u8> {
    IMAGE.chunks(1024)
}

struct PngStream(Stream);

impl Respond for PngStream {
    fn respond(self, status: Option<StatusCode>) -> brigade::Result<Response> {
        self.0.media_type("image/png").respond(status)
    }

    fn answers() -> Answers {
        Answers::media("image/png")
    }
}

#[get("/image/stream")]
async fn stream_image() -> PngStream {
    PngStream(Stream::produce(|sender| async move {
        for chunk in read_image() {
            sender.send(chunk).await?;
        }
        Ok(())
    }))
}

#[get("/image/stream-no-async")]
fn stream_image_no_async() -> PngStream {
    PngStream(Stream::from_iter(read_image()))
}

#[get("/image/stream-no-async-yield-from")]
fn stream_image_no_async_yield_from() -> PngStream {
    PngStream(Stream::from_iter(read_image()))
}

#[get("/image/stream-no-annotation")]
async fn stream_image_no_annotation() -> PngStream {
    PngStream(Stream::from_iter(read_image()))
}

#[get("/image/stream-no-async-no-annotation")]
fn stream_image_no_async_no_annotation() -> PngStream {
    PngStream(Stream::from_iter(read_image()))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![
        stream_image,
        stream_image_no_async,
        stream_image_no_async_yield_from,
        stream_image_no_annotation,
        stream_image_no_async_no_annotation,
    ])
}
