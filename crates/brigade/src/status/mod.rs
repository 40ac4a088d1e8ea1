//! Shows what operations do, to people and to Prometheus.
//!
//! Everything here is read from counters and answered where the connection is: it never waits for the pool, since it
//! must be seen when the pool is what is wrong.

mod exposition;
mod metrics;

use http::{HeaderValue, header, request};

use crate::{
    body::Body,
    respond::Response,
    site::{Site, View},
};

/// Answers with a view of the site as it is.
pub(crate) fn answer(site: &Site, view: View, _head: &request::Parts) -> Response {
    match view {
        View::Metrics => text(exposition::MEDIA_TYPE, metrics::metrics(site)),
    }
}

fn text(media_type: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
