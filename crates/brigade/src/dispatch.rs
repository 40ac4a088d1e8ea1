//! Takes a request from its head to its answer: route, body, placement, function, errors.
//!
//! This is the way of a request inside the application, on one screen. What each step means is in the
//! module that it calls; where bytes come from and go to is in `serve`.

use std::{
    future::{Future, poll_fn},
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use brigade_scheduler::JobError;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

use crate::{
    access_log::AccessLine,
    body::Body,
    collect::collect,
    error::Error,
    extract::Call,
    operation::Answering,
    render::render,
    request::Request,
    respond::Response,
    route::Match,
    site::{Leaf, Site, Target},
    spec::Run,
};

/// Answers a request. Whatever goes wrong is an answer too.
pub(crate) async fn dispatch(site: &Arc<Site>, request: Request, client: Option<SocketAddr>) -> Response {
    let line = AccessLine::begin(&request, client, site.settings.access_log);
    let method = request.method().clone();
    let response = match answer(site, request, client).await {
        Ok(response) => response,
        Err(error) => {
            line.error(&error);
            render(&error, site.settings.errors)
        }
    };
    let response = without_forbidden_body(&method, response);
    line.end(&response);
    response
}

async fn answer(site: &Arc<Site>, request: Request, client: Option<SocketAddr>) -> Result<Response, Error> {
    let (head, body) = request.into_parts();
    let decoded = decode(head.uri.path(), &site.settings.root_path);
    let path = decoded.as_deref().unwrap_or_else(|| head.uri.path());
    let (leaf, captures) = match site.find(path, head.method.as_str()) {
        Match::Found(Target::Operation(leaf), captures) => (leaf, captures),
        Match::Found(Target::Page(page), _) => return Ok(page.answer(&head)),
        Match::MethodNotAllowed(methods) => return Err(method_not_allowed(methods)),
        Match::NotFound => {
            return match site.other_slash(path) {
                Some(_) => Ok(slash_redirect(&head, &site.settings.root_path)),
                None => Err(Error::reason(StatusCode::NOT_FOUND)),
            };
        }
    };
    let limits = &site.settings.limits;
    let bytes_max = if leaf.plan.raw_body { limits.raw_bytes_max } else { limits.json_bytes_max };
    let body = if leaf.plan.reads_body { collect(body, bytes_max, limits).await? } else { Bytes::new() };
    let call =
        Call { head, body, path: decoded, captures, client, plan: leaf.plan.clone(), context: site.context.clone() };
    place(site, leaf, call).await
}

/// Runs the operation where it belongs, for as long as it may take.
async fn place(site: &Site, leaf: &Leaf, call: Call) -> Result<Response, Error> {
    let answering = (leaf.endpoint.answer)(call);
    let time_max = site.settings.limits.operation_time_max;
    let outcome = match leaf.plan.spec.run {
        Run::Inline => within(time_max, contain(answering)).await,
        Run::Pool => within(time_max, site.pool.drive(answering)).await,
    };
    match outcome {
        Some(Ok(answer)) => answer,
        Some(Err(JobError::Panicked(payload))) => Err(Error::internal(format!("panic: {}", panic_text(&*payload)))),
        Some(Err(JobError::Refused)) => Err(unavailable("The server is busy")),
        Some(Err(_)) => Err(unavailable("The server is stopping")),
        None => Err(unavailable("The operation took too long")),
    }
}

/// Polls an operation on the I/O runtime; a panic ends the operation, not the connection.
fn contain(mut answering: Answering) -> impl Future<Output = Result<Result<Response, Error>, JobError>> {
    // Nothing of the operation is looked at after a panic, so no broken invariant of its can be seen.
    poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(JobError::Panicked(payload))),
    })
}

/// Waits for `future` at most `time_max`. A future that is ready at once never costs a timer.
async fn within<F: Future>(time_max: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut deadline: Option<Pin<Box<tokio::time::Sleep>>> = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        let deadline = deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(time_max)));
        deadline.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Decodes the path and takes the root path off; `None` if that changes nothing.
fn decode(path: &str, root_path: &str) -> Option<Box<str>> {
    let decoded = path.contains('%').then(|| percent_encoding::percent_decode_str(path).decode_utf8_lossy());
    let inner = decoded.as_deref().unwrap_or(path);
    let inner = match inner.strip_prefix(root_path) {
        Some(rest) if !root_path.is_empty() && (rest.is_empty() || rest.starts_with('/')) => rest,
        _ => inner,
    };
    (inner != path).then(|| inner.into())
}

fn method_not_allowed(methods: &[&str]) -> Error {
    let allow = HeaderValue::from_str(&methods.join(", ")).expect("methods are tokens");
    Error::reason(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, allow)
}

/// Sends the client to the same target with or without the last slash, in the absolute form that Starlette writes.
fn slash_redirect(head: &http::request::Parts, root_path: &str) -> Response {
    let path = head.uri.path();
    let other = match path.strip_suffix('/') {
        Some(_) => path.trim_end_matches('/').to_owned(),
        None => format!("{path}/"),
    };
    // A target that begins with two slashes would name another host.
    let other = format!("/{}", other.trim_start_matches('/'));
    let root_path = if path.starts_with(root_path) { "" } else { root_path };
    let query = head.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let host = head
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or(head.uri.authority().map(|host| host.as_str()));
    let origin = host.map(|host| format!("http://{host}")).unwrap_or_default();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::from_str(&format!("{origin}{root_path}{other}{query}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn unavailable(text: &'static str) -> Error {
    Error::text(StatusCode::SERVICE_UNAVAILABLE, text).header(header::RETRY_AFTER, HeaderValue::from_static("1"))
}

/// Empties the body where HTTP allows none, whatever the function returned (RFC 9110, section 6.4.1).
fn without_forbidden_body(method: &Method, mut response: Response) -> Response {
    let status = response.status();
    let forbidden = status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED);
    if forbidden && *method != Method::CONNECT {
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with a payload that is no text")
}
