//! Ends requests that take too long.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

/// Answers a 503 if the answer does not begin in time, and drops what was to make it.
///
/// An operation has a deadline of its own (`deadline = "2s"`), which the scheduler knows too. This layer is for what has none: other services, or all
/// that other layers do. A body that has begun is not cut off.
///
/// ```
/// use std::time::Duration;
///
/// use brigade::{App, get, middleware::Timeout, routes, testing::TestClient};
///
/// #[get("/")]
/// async fn root() { std::future::pending().await }
///
/// let app = App::new("Shop").routes(routes![root]).layer(Timeout::new(Duration::from_millis(1)));
/// assert_eq!(TestClient::new(app).get("/").send().status(), 503);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Timeout(Duration);

impl Timeout {
    /// Makes a layer that waits for `duration` at most.
    pub fn new(duration: Duration) -> Self {
        Self(duration)
    }
}

impl<S> Layer<S> for Timeout {
    type Service = TimeoutService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TimeoutService { inner, duration: self.0 }
    }
}

/// Is a service behind a [`Timeout`].
#[derive(Debug, Clone)]
pub struct TimeoutService<S> {
    inner: S,
    duration: Duration,
}

impl<S, B, A> Service<Request<B>> for TimeoutService<S>
where
    S: Service<Request<B>, Response = Response<A>>,
    A: From<Bytes>,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = TimeoutFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        TimeoutFuture { future: tokio::time::timeout(self.duration, self.inner.call(request)) }
    }
}

pin_project! {
    /// Is the answer of a service behind a [`Timeout`], on its way.
    #[derive(Debug)]
    pub struct TimeoutFuture<F> {
        #[pin]
        future: tokio::time::Timeout<F>,
    }
}

impl<F, A, E> Future for TimeoutFuture<F>
where
    F: Future<Output = Result<Response<A>, E>>,
    A: From<Bytes>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        Poll::Ready(ready!(self.project().future.poll(context)).unwrap_or_else(|_| Ok(too_late().map(A::from))))
    }
}

/// Says what an operation whose deadline has passed says.
fn too_late() -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from_static(br#"{"detail":"The operation took too long"}"#));
    *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
