//! The same service as users of brigade write it.

use std::path::PathBuf;

use brigade::{
    App, BodyStream, EventStream, Limits, ServerOptions, StaticFiles, UploadFile, WebSocket, get, post, routes,
    websocket,
};

use crate::Result;

/// Serves until the process is killed.
pub(crate) fn serve(port: u16, folder: PathBuf) -> Result<()> {
    let limits = Limits {
        multipart_bytes_max: usize::MAX,
        raw_bytes_max: usize::MAX,
        connections_max: Some(15_000),
        ..Limits::default()
    };
    let app = App::new("Transfers")
        .routes(routes![upload, sink, events, socket])
        .static_files("/static", StaticFiles::new(folder))
        .limits(limits);
    Ok(app.serve(ServerOptions { port, workers: Some(2), access_log: false, ..ServerOptions::default() })?)
}

#[post("/upload")]
async fn upload(file: UploadFile) -> u64 {
    file.size()
}

#[post("/sink")]
async fn sink(mut body: BodyStream) -> brigade::Result<usize> {
    let mut size = 0;
    while let Some(piece) = body.next().await? {
        size += piece.len();
    }
    Ok(size)
}

#[get("/events")]
async fn events() -> EventStream<&'static str> {
    EventStream::produce(|sender| async move {
        sender.send("hello").await?;
        std::future::pending().await
    })
}

#[websocket("/ws")]
async fn socket(socket: WebSocket) -> brigade::Result<()> {
    let mut socket = socket.accept().await?;
    while let Some(message) = socket.receive().await? {
        socket.send(message).await?;
    }
    Ok(())
}
