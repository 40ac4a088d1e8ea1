//! Answers what does not depend on the request: the OpenAPI document, its pages and their files.

use std::hash::{DefaultHasher, Hasher};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header, request};

#[cfg(feature = "docs")]
use crate::html::HtmlPage;
use crate::{body::Body, respond::Response};

/// Is an answer that every client gets alike.
pub(crate) enum Page {
    /// The same bytes for everybody.
    File(File),
    /// A page that is made anew for each visitor, with its own content security policy.
    #[cfg(feature = "docs")]
    Html(Box<dyn Fn() -> HtmlPage + Send + Sync>),
}

/// Holds bytes and what clients are told of them.
pub(crate) struct File {
    pub(crate) media_type: &'static str,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) cache_control: &'static str,
    pub(crate) bytes: Bytes,
    /// Identifies the bytes, in quotes: a client that has them already gets a 304.
    pub(crate) etag: String,
}

impl File {
    /// Holds a file that may change with the next deployment.
    pub(crate) fn new(media_type: &'static str, bytes: Bytes) -> Self {
        // The hash is the same in every process of one build, so a client's copy survives a restart.
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        let etag = format!("\"{:016x}\"", hasher.finish());
        Self { media_type, encoding: None, cache_control: "no-cache", bytes, etag }
    }

    pub(crate) fn answer(&self, head: &request::Parts) -> Response {
        let etag = HeaderValue::from_str(&self.etag).expect("an entity tag is quoted hexadecimal digits");
        let mut response = if self.is_known(&head.headers) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            let mut response = Response::new(Body::from(self.bytes.clone()));
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
            if let Some(encoding) = self.encoding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        response.headers_mut().insert(header::ETAG, etag);
        response
    }

    /// Returns whether the client has the bytes already. A proxy that compresses makes an entity tag weak.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|line| line.to_str().ok());
        let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.etag)
    }
}

impl Page {
    pub(crate) fn answer(&self, head: &request::Parts) -> Response {
        match self {
            Self::File(file) => file.answer(head),
            #[cfg(feature = "docs")]
            Self::Html(make) => make().into_response(),
        }
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => write!(formatter, "Page({}, {} bytes)", file.media_type, file.bytes.len()),
            #[cfg(feature = "docs")]
            Self::Html(_) => formatter.write_str("Page(html)"),
        }
    }
}
