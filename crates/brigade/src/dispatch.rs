//! Takes a request from its head to its answer: route, body, operation, errors.
//!
//! This is the way of a request inside the application, on one screen. What each step means is in the
//! module that it calls; where bytes come from and go to is in `serve`.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use brigade_scheduler::Lane;
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use http_body::Body as _;

use crate::{
    access_log::AccessLine,
    body::Body,
    collect::collect,
    error::Error,
    extract::Call,
    job_error::refused,
    render::render,
    request::Request,
    respond::Response,
    route::Match,
    running::run,
    site::{Leaf, Site, Target, other_slash},
    status,
};

/// Answers a request. Whatever goes wrong is an answer too.
///
/// It is routed before the first poll: the future, for which a connection keeps room, then holds no request.
pub(crate) fn dispatch(
    site: &Arc<Site>,
    request: Request,
    client: Option<SocketAddr>,
) -> impl Future<Output = Response> + Send {
    let line = AccessLine::begin(&request, client, site.settings.access_log);
    let is_head = request.method() == Method::HEAD;
    let routed = route(site, request, client);
    async move {
        let mut exchange = None;
        let answer = match routed {
            Routed::Operation(leaf, call, body) => {
                exchange = site.is_seen.then(|| leaf.traffic.begin());
                collect_and_run(site, leaf, call, body).await
            }
            Routed::Answered(answer) => answer,
        };
        let mut response = answer.unwrap_or_else(|error| {
            line.error(&error);
            render(&error, site.settings.errors)
        });
        forbid_body(&mut response);
        frame(&mut response, is_head);
        if let Some(exchange) = exchange {
            exchange.end(response.status());
        }
        line.end(&response);
        response
    }
}

/// Is what the target and the method of a request lead to.
enum Routed<'s> {
    Operation(&'s Leaf, Box<Call>, Body),
    Answered(Result<Response, Error>),
}

fn route(site: &Arc<Site>, request: Request, client: Option<SocketAddr>) -> Routed<'_> {
    let (head, body) = request.into_parts();
    let decoded = decode(head.uri.path(), &site.settings.root_path);
    let path = decoded.as_deref().unwrap_or_else(|| head.uri.path());
    match site.find(path, head.method.as_str()) {
        Match::Found(Target::Operation(leaf), captures) => {
            let (plan, context) = (leaf.plan.clone(), site.context.clone());
            let call = Call {
                head,
                body: Bytes::new(),
                path: decoded,
                captures,
                client,
                cancel: None,
                writer: None,
                plan,
                context,
            };
            Routed::Operation(leaf, Box::new(call), body)
        }
        Match::Found(Target::Page(page), _) => Routed::Answered(Ok(page.answer(&head))),
        Match::Found(Target::View(view), _) => Routed::Answered(Ok(status::answer(site, *view, &head))),
        Match::MethodNotAllowed(methods) => {
            site.unserved.fetch_add(1, Relaxed);
            Routed::Answered(Err(method_not_allowed(methods)))
        }
        Match::NotFound if site.redirects(path) => {
            Routed::Answered(Ok(slash_redirect(&head, &site.settings.root_path)))
        }
        Match::NotFound => {
            site.unserved.fetch_add(1, Relaxed);
            Routed::Answered(Err(Error::reason(StatusCode::NOT_FOUND)))
        }
    }
}

async fn collect_and_run(site: &Site, leaf: &Leaf, mut call: Box<Call>, body: Body) -> Result<Response, Error> {
    let limits = &site.settings.limits;
    // What would be refused anyway is refused before the client has sent it.
    let bytes_parsed = if leaf.plan.raw_body { 0 } else { body.size_hint().lower() };
    if leaf.operation.lane(usize::try_from(bytes_parsed).unwrap_or(usize::MAX)) == Lane::Pool {
        leaf.operation.admit().map_err(|refusal| refused(&refusal))?;
    }
    if leaf.plan.reads_body {
        let bytes_max = leaf.plan.body_bytes_max(limits);
        // Boxed, so that requests without a body do not carry the room for reading one.
        call.body = Box::pin(collect(body, bytes_max, limits)).await?;
    }
    run(site, leaf, call).await
}

/// Decodes the path and takes the root path off; `None` if that changes nothing.
fn decode(path: &str, root_path: &str) -> Option<Box<str>> {
    let decoded =
        path.as_bytes().contains(&b'%').then(|| percent_encoding::percent_decode_str(path).decode_utf8_lossy());
    let inner = decoded.as_deref().unwrap_or(path);
    let inner = below(inner, root_path).unwrap_or(inner);
    (inner != path).then(|| inner.into())
}

/// Takes `root_path` off `path`, if that is where it is.
fn below<'p>(path: &'p str, root_path: &str) -> Option<&'p str> {
    path.strip_prefix(root_path).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn method_not_allowed(methods: &[&str]) -> Error {
    let allow = HeaderValue::from_str(&methods.join(", ")).expect("methods are tokens");
    Error::reason(StatusCode::METHOD_NOT_ALLOWED).header(header::ALLOW, allow)
}

/// Sends the client to the same target with or without the last slash, in the absolute form that Starlette writes.
fn slash_redirect(head: &http::request::Parts, root_path: &str) -> Response {
    let path = head.uri.path();
    // A target that begins with two slashes would name another host.
    let other = format!("/{}", other_slash(path).trim_start_matches('/'));
    let root_path = if below(path, root_path).is_some() { "" } else { root_path };
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

/// Empties the body where HTTP allows none, whatever the function returned (RFC 9110, section 6.4.1).
fn forbid_body(response: &mut Response) {
    let status = response.status();
    if status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
    {
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

/// Lets the headers say how long the body is, whatever the function said: by a wrong length, clients would take a part
/// of this answer for the next one.
fn frame(response: &mut Response, is_head: bool) {
    let length = response.body().size_hint().exact();
    let headers = response.headers_mut();
    headers.remove(header::TRANSFER_ENCODING);
    // The answer to HEAD has the length of a body that is not there.
    if let Some(length) = length.filter(|length| !is_head || *length > 0)
        && headers.contains_key(header::CONTENT_LENGTH)
    {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
}
