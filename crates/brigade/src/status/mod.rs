//! Shows what operations do, to people and to Prometheus.
//!
//! Everything here is read from counters and answered where the connection is: it never waits for the pool, since it
//! must be seen when the pool is what is wrong.

mod batches;
mod engines;
mod exposition;
mod metrics;
mod page;
mod report;
mod sentence;

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, header, request};

use crate::{
    body::Body,
    html::Nonce,
    respond::Response,
    site::{Site, View},
};

/// Answers with a view of the site as it is.
pub(crate) fn answer(site: &Site, view: View, head: &request::Parts) -> Response {
    let mut response = match view {
        View::Status => {
            let report = report::look(site, Duration::MAX);
            let mut response = if is_browser(&head.headers) {
                // Relative to the page: whatever a proxy puts before the path of one, it puts before the other.
                let page = head.uri.path().rsplit('/').next().unwrap_or_default();
                let data = if page.is_empty() { "data".to_owned() } else { format!("{page}/data") };
                page::page(&site.settings.title, &data, &report, &Nonce::random()).into_response()
            } else {
                response("text/plain; charset=utf-8", report.text(&site.settings.title))
            };
            response.headers_mut().insert(header::VARY, HeaderValue::from_name(header::ACCEPT));
            response
        }
        View::StatusData => {
            let report = report::look(site, after(head.uri.query().unwrap_or_default()));
            let json = crate::json::to_bytes(&report).expect("a report consists of JSON values");
            response("application/json", json)
        }
        View::Metrics => response(exposition::MEDIA_TYPE, metrics::metrics(site)),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Remembers for the page what happens while nobody looks.
pub(crate) async fn remember(site: Arc<Site>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        report::remember(&site);
    }
}

fn response(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// Browsers ask for HTML by name. Everybody else reads the sentences.
fn is_browser(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    accepted.any(|line| line.contains("text/html"))
}

/// Returns from when on the asker wants to see periods: `after=12.5` is in seconds since the start.
fn after(query: &str) -> Duration {
    let seconds = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "after");
    let seconds = seconds.and_then(|(_, value)| value.parse().ok()).unwrap_or(0.0);
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
