//! Calls the layers of `brigade::middleware` as the tower services that they are, and in applications.

#[cfg(feature = "compression")]
mod compression;
mod cors;
mod in_app;
mod in_axum;
mod injection;
mod redirects_and_hosts;
mod request_ids;
mod security_headers;
#[cfg(feature = "sessions")]
mod sessions;
mod timeout;

use std::{convert::Infallible, fmt::Write};

use brigade::{Body, Request, Response};
use http_body_util::BodyExt;
use tower::{Layer, Service, ServiceExt, service_fn};

/// Sends a request through `layer` to a service that answers by `answer`.
fn through<L, S>(layer: L, request: Request, answer: impl Fn(Request) -> Response + Clone + Send + 'static) -> Response
where
    L: Layer<tower::util::BoxCloneService<Request, Response, Infallible>, Service = S>,
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let service = service_fn(move |request| std::future::ready(Ok(answer(request))));
    let Ok(response) = run(layer.layer(tower::util::BoxCloneService::new(service)).oneshot(request));
    response
}

/// Waits for a future.
fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(future)
}

/// Answers a text.
fn hello(_: Request) -> Response {
    Response::new(Body::from("Hello"))
}

/// Makes a request of lines: `GET /path`, then headers.
fn request(text: &str) -> Request {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (method, target) = lines.next().and_then(|line| line.split_once(' ')).expect("a method and a target");
    let mut request = http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").or(line.split_once(':')).expect("a header");
        request = request.header(name, value);
    }
    request.body(Body::empty()).expect("a request")
}

/// Writes an answer as it goes over the wire: status, headers in their order, body.
fn written(response: Response) -> String {
    let (head, body) = response.into_parts();
    let mut text = head.status.as_str().to_owned();
    for (name, value) in &head.headers {
        write!(text, "\n{name}: {}", value.to_str().expect("ASCII")).expect("a text takes all");
    }
    let body = run(body.collect()).expect("a whole body").to_bytes();
    if !body.is_empty() {
        write!(text, "\n\n{}", String::from_utf8_lossy(&body)).expect("a text takes all");
    }
    text
}

/// Takes the indentation off every line.
fn flush_left(text: &str) -> String {
    text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().expect("ASCII"))
}
