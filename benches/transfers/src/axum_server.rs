//! The service as users of axum write it.

use std::{convert::Infallible, path::PathBuf};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Multipart, WebSocketUpgrade},
    response::{
        Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::{get, post},
};
use futures_util::{Stream, StreamExt, stream};
use tokio::{fs::File, io::AsyncWriteExt};
use tower_http::services::ServeDir;

use crate::Result;

/// Serves until the process is killed.
pub(crate) fn serve(port: u16, folder: PathBuf) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let app = Router::new()
            .route("/upload", post(upload))
            .route("/sink", post(sink))
            .route("/events", get(events))
            .route("/ws", get(socket))
            .nest_service("/static", ServeDir::new(folder))
            .layer(DefaultBodyLimit::disable());
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(axum::serve(listener, app).await?)
    })
}

async fn upload(mut form: Multipart) -> String {
    let mut size = 0;
    while let Some(mut field) = form.next_field().await.expect("the form is well-formed") {
        let mut file = File::from_std(tempfile::tempfile().expect("there is room"));
        while let Some(chunk) = field.chunk().await.expect("the form is well-formed") {
            size += chunk.len();
            file.write_all(&chunk).await.expect("there is room");
        }
        file.flush().await.expect("there is room");
    }
    size.to_string()
}

async fn sink(body: Body) -> String {
    let mut body = body.into_data_stream();
    let mut size = 0;
    while let Some(chunk) = body.next().await {
        size += chunk.expect("the body is whole").len();
    }
    size.to_string()
}

async fn events() -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    let hello = stream::iter([Ok(Event::default().data("\"hello\""))]);
    Sse::new(hello.chain(stream::pending())).keep_alive(KeepAlive::default())
}

async fn socket(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| {
        while let Some(Ok(message)) = socket.recv().await {
            if socket.send(message).await.is_err() {
                break;
            }
        }
    })
}
