//! Makes a tower service of a rule, which looks at heads alone: of requests on their way in, of responses on their way out.
//!
//! What a rule says is all that differs between most of the layers here. Bodies pass untouched, so that the service behind may
//! have any; an answer that a rule gives itself is made of bytes.

use std::{
    ops::ControlFlow,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::mistake::report_mistake;

/// Is an answer that a rule gives itself, instead of the service behind it.
pub(crate) type Answer = Response<Bytes>;

/// Looks at the heads of requests and responses.
pub trait Rule: Clone {
    /// What the response needs to know of the request.
    type Kept;

    /// Lets the request pass, or answers it.
    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, Self::Kept>;

    /// Completes the response to a request that passed.
    fn leave<B>(&self, kept: Self::Kept, response: &mut Response<B>);
}

/// Is a service behind one of the layers of this module.
#[derive(Debug, Clone)]
pub struct Ruled<S, R> {
    inner: S,
    rule: R,
}

impl<S, R> Ruled<S, R> {
    pub(super) fn new(inner: S, rule: R) -> Self {
        Self { inner, rule }
    }
}

impl<S, R, B, A> Service<Request<B>> for Ruled<S, R>
where
    S: Service<Request<B>, Response = Response<A>>,
    R: Rule,
    A: From<Bytes>,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = RuledFuture<S::Future, R, R::Kept>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let passage = match self.rule.enter(&mut request) {
            ControlFlow::Continue(kept) => {
                Passage::Passed { future: self.inner.call(request), rule: self.rule.clone(), kept: Some(kept) }
            }
            ControlFlow::Break(answer) => Passage::Answered { answer: Some(answer) },
        };
        RuledFuture { passage }
    }
}

pin_project! {
    /// Is the answer of a [`Ruled`] service, on its way.
    #[derive(Debug)]
    pub struct RuledFuture<F, R, K> {
        #[pin]
        passage: Passage<F, R, K>,
    }
}

pin_project! {
    #[project = Projected]
    #[derive(Debug)]
    enum Passage<F, R, K> {
        // The service behind answers; `kept` is `None` once the answer is complete.
        Passed { #[pin] future: F, rule: R, kept: Option<K> },
        // The rule has answered; `None` once that was given.
        Answered { answer: Option<Answer> },
    }
}

impl<F, R, A, E> Future for RuledFuture<F, R, R::Kept>
where
    F: Future<Output = Result<Response<A>, E>>,
    R: Rule,
    A: From<Bytes>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        match self.project().passage.project() {
            Projected::Passed { future, rule, kept } => {
                let mut response = ready!(future.poll(context))?;
                rule.leave(kept.take().expect("a future is not polled after its end"), &mut response);
                Poll::Ready(Ok(response))
            }
            Projected::Answered { answer } => {
                let answer = answer.take().expect("a future is not polled after its end");
                Poll::Ready(Ok(answer.map(A::from)))
            }
        }
    }
}

/// Says why a layer cannot work: with the application's other mistakes, or by a panic where nobody collects them.
#[track_caller]
pub(super) fn refuse(mistake: String) {
    assert!(report_mistake(mistake.as_str()), "{mistake}");
}

/// Answers with a sentence, as Starlette's layers do.
pub(super) fn text(status: StatusCode, text: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(text.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

/// Sends the client to `location` with the same method and body.
pub(super) fn redirect(location: HeaderValue) -> Answer {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    answer.headers_mut().insert(header::LOCATION, location);
    answer
}

/// Says that the response depends on the request's header `name` too.
pub(super) fn vary(headers: &mut HeaderMap, name: &'static str) {
    let lines: Vec<_> = headers.get_all(header::VARY).iter().map(HeaderValue::as_bytes).collect();
    let mut names = lines.iter().flat_map(|line| line.split(|&byte| byte == b','));
    if names.any(|other| other.trim_ascii().eq_ignore_ascii_case(name.as_bytes())) {
        return;
    }
    let joined = lines.into_iter().chain([name.as_bytes()]).collect::<Vec<_>>().join(&b", "[..]);
    let joined = HeaderValue::from_bytes(&joined).expect("headers joined by a comma are a header");
    headers.insert(header::VARY, joined);
}
