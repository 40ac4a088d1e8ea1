//! Compresses answers for the clients that accept it.
//!
//! Which encoding a client gets is in `encoding`, how the bytes are made in `encoder`.

mod body;
mod encoder;
mod encoding;

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::BodyExt;
use tower_layer::Layer;
use tower_service::Service;

use self::{
    body::{BYTES_AT_ONCE, Compressed, Failed},
    encoder::Encoder,
    encoding::Encoding,
};
use super::rule::vary;
use crate::body::{Body, BoxError};

/// Compresses answers with gzip or brotli (and zstd, with that feature), as the client's `accept-encoding` says.
///
/// Left as they are: answers under 500 bytes, parts of something (`content-range`, `multipart/byteranges`), what is compressed already, by its
/// `content-encoding` or by its media type, and `text/event-stream`. What comes as a stream goes on as a stream.
///
/// The length of a compressed answer tells something about its content: do not put a secret and the client's own text
/// into the same answer (the attack is known as BREACH).
///
/// ```
/// use brigade::{App, get, middleware::Compression, routes, testing::TestClient};
///
/// #[get("/")]
/// async fn root() -> String { "Hello ".repeat(100) }
///
/// let client = TestClient::new(App::new("Greeter").routes(routes![root]).layer(Compression::new()));
/// let answer = client.get("/").header("accept-encoding", "gzip, br").send();
/// assert_eq!(answer.header("content-encoding"), Some("br"));
/// assert!(answer.bytes().len() < 100);
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Compression {
    bytes_min: usize,
    level: Option<u32>,
}

impl Default for Compression {
    fn default() -> Self {
        Self { bytes_min: 500, level: None }
    }
}

impl Compression {
    /// Makes a layer that compresses answers of 500 bytes and more.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compresses answers of `bytes_min` bytes and more, and those whose length is not known.
    pub fn bytes_min(mut self, bytes_min: usize) -> Self {
        self.bytes_min = bytes_min;
        self
    }

    /// Sets how hard to try, from 1 to 9; 6 for gzip, 4 for brotli and 3 for zstd otherwise.
    ///
    /// # Panics
    ///
    /// If `level` is none of these.
    #[track_caller]
    pub fn level(mut self, level: u32) -> Self {
        assert!((1..=9).contains(&level), "levels of compression go from 1 to 9");
        self.level = Some(level);
        self
    }

    /// Returns whether compressing an answer makes sense, whatever the client accepts.
    fn is_worth_it<B: http_body::Body>(self, response: &Response<B>) -> bool {
        let headers = response.headers();
        let is_long = response.body().size_hint().exact().is_none_or(|bytes| bytes >= self.bytes_min as u64);
        let media_type = headers.get(header::CONTENT_TYPE).and_then(|media_type| media_type.to_str().ok());
        is_long
            && !headers.contains_key(header::CONTENT_ENCODING)
            && !headers.contains_key(header::CONTENT_RANGE)
            && !media_type.is_some_and(is_left_alone)
    }

    async fn compress<B>(self, accepted: Option<Encoding>, response: Response<B>) -> Response<Body>
    where
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        if !self.is_worth_it(&response) {
            return response.map(Body::new);
        }
        let (mut parts, body) = response.into_parts();
        vary(&mut parts.headers, "Accept-Encoding");
        let Some(encoding) = accepted else { return Response::from_parts(parts, Body::new(body)) };
        parts.headers.insert(header::CONTENT_ENCODING, encoding.name());
        parts.headers.remove(header::CONTENT_LENGTH);
        // It counts bytes of what is not sent.
        parts.headers.remove(header::ACCEPT_RANGES);
        encoding::weaken(&mut parts.headers);
        let is_short = body.size_hint().exact().is_some_and(|bytes| bytes <= BYTES_AT_ONCE as u64);
        let compressed = Compressed::new(body, Encoder::new(encoding, self.level));
        // What is short is compressed first, so that the answer has a length.
        let body = if is_short { whole(compressed).await } else { Body::new(compressed) };
        Response::from_parts(parts, body)
    }
}

/// Returns whether a media type is compressed by itself, consists of parts whose bytes are counted, or is sent bit by bit to
/// somebody who waits for each.
fn is_left_alone(media_type: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media_type.split_once('/') {
        Some(("image", kind)) => !matches!(kind, "svg+xml" | "bmp"),
        Some(("font", kind)) => matches!(kind, "woff" | "woff2"),
        Some(("video" | "audio", _)) => true,
        _ => matches!(
            media_type.as_str(),
            "text/event-stream"
                | "multipart/byteranges"
                | "application/grpc"
                | "application/gzip"
                | "application/zip"
                | "application/zstd"
        ),
    }
}

impl<S> Layer<S> for Compression {
    type Service = CompressionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CompressionService { inner, settings: *self }
    }
}

/// Is a service behind a [`Compression`].
#[derive(Debug, Clone)]
pub struct CompressionService<S> {
    inner: S,
    settings: Compression,
}

impl<S, B, A> Service<Request<B>> for CompressionService<S>
where
    S: Service<Request<B>, Response = Response<A>, Future: Send + 'static>,
    A: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (settings, accepted) = (self.settings, Encoding::accepted(request.headers()));
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            Ok(settings.compress(accepted, response).await)
        })
    }
}

/// Reads a body to its end.
async fn whole<B>(body: B) -> Body
where
    B: http_body::Body<Data = Bytes, Error = BoxError> + Send + 'static,
{
    match body.collect().await {
        Ok(whole) if whole.trailers().is_none() => Body::from(whole.to_bytes()),
        Ok(whole) => Body::new(whole),
        Err(error) => Body::new(Failed(Some(error))),
    }
}
