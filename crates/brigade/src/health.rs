//! Says to probes whether the server lives and whether it is ready; and to everybody else that it is not, before it is.
//!
//! It is asked before the layers and the routes, and answers from memory: no queue, no limit and no layer that looks at
//! hosts or credentials is in between.

use http::{HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use crate::{
    error::Error,
    job_error::starting,
    json,
    readiness::{LIVE, READY},
    request::Request,
    respond::Response,
    site::Site,
};

/// Is what probes are told.
#[derive(Serialize)]
struct Health<'h> {
    status: Status,
    /// What is not there yet.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    missing: &'h [String],
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Alive,
    Ready,
    Starting,
    Stopping,
}

/// Answers `request` if it is a probe's; refuses it if the server is not ready.
pub(crate) fn answer(site: &Site, request: &Request) -> Option<Result<Response, Error>> {
    if !site.settings.health_checks {
        return None;
    }
    if !is_probe(request) {
        return (!site.shared.readiness.is_ready()).then(|| Err(starting()));
    }
    Some(Ok(match request.uri().path() {
        LIVE => respond(Status::Alive, &[]),
        _ => ready(site),
    }))
}

/// Returns whether [`answer`] takes `request` for a probe's, where there are such.
pub(crate) fn is_probe(request: &Request) -> bool {
    matches!(request.uri().path(), LIVE | READY) && matches!(*request.method(), Method::GET | Method::HEAD)
}

fn ready(site: &Site) -> Response {
    let readiness = &site.shared.readiness;
    if site.shared.stopping.borrow().is_some() {
        respond(Status::Stopping, &[])
    } else if readiness.is_ready() {
        respond(Status::Ready, &[])
    } else {
        respond(Status::Starting, &readiness.missing())
    }
}

fn respond(status: Status, missing: &[String]) -> Response {
    let body = json::to_bytes(&Health { status, missing }).expect("words are JSON");
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, Status::Starting | Status::Stopping) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}
