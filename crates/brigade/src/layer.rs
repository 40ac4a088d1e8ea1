//! Runs what users put around operations: tower's layers, and functions.
//!
//! A layer is applied once, when it is added, to a [`Next`] that goes wherever the request that passes is on its way to.
//! So one service of it serves all operations of a router, and a limit of ten requests means ten of the router's.
//! What a layer does wrong ends at its edge: for the layer around it, errors and panics are answers like others.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{self, Poll},
};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    access_log::AccessLine,
    body::{Body, BoxError},
    client_address::ClientAddress,
    error::Error,
    extract::Context,
    foreign::{Answering, Foreign},
    incident::Witness,
    job_error::contained,
    mistake::hear,
    request::Request,
    respond::{Respond, Response},
    spec::StateType,
};

/// Is an answer on its way.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Is what lies within layers.
pub(crate) trait Destination: Send + Sync {
    /// Answers a request that has passed them all.
    fn arrive(self: Arc<Self>, request: Request) -> Answer;

    /// Takes down what has to be known of a request if a layer fails.
    fn witness(&self, request: &Request) -> Witness;

    /// Answers what went wrong in one of them.
    fn fail(self: Arc<Self>, error: Error, line: AccessLine, witness: Witness) -> Answer;

    /// Returns what all requests share.
    fn context(&self) -> &Context;
}

/// Is a layer without its types.
#[derive(Clone)]
pub(crate) enum Layered {
    Service(Arc<Foreign>),
    Function(Function),
}

#[derive(Clone)]
pub(crate) struct Function {
    call: Arc<dyn Fn(Request, Next) -> Answering + Send + Sync>,
    name: &'static str,
    states: &'static [StateType],
}

impl fmt::Debug for Layered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Layered")
    }
}

impl Layered {
    /// Returns the types of state that it takes, with its name.
    pub(crate) fn states(&self) -> impl Iterator<Item = (StateType, &'static str)> {
        let (states, name) = match self {
            Self::Service(_) => (&[][..], ""),
            Self::Function(function) => (function.states, function.name),
        };
        states.iter().map(move |state| (*state, name))
    }

    fn answer(&self, mut request: Request, next: Onward) -> Answering {
        match self {
            Self::Service(service) => {
                request.extensions_mut().insert(next);
                service.answer(request)
            }
            Self::Function(function) => (function.call)(request, Next(Some(next))),
        }
    }
}

/// Is what was put around something, innermost first.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    pub(crate) layers: Vec<Layered>,
    /// What the layers have reported of themselves.
    pub(crate) mistakes: Vec<String>,
}

impl Layers {
    /// Puts one of tower's layers around the others.
    #[must_use]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<Next>,
        L::Service: Service<Request, Response = http::Response<B>, Error: Into<BoxError>, Future: Send>,
        L::Service: Clone + Send + Sync + 'static,
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let (service, mut mistakes) = hear(|| layer.layer(Next(None)));
        self.mistakes.append(&mut mistakes);
        self.layers.push(Layered::Service(Arc::new(Foreign::new(service))));
        self
    }

    /// Puts a function around the others.
    #[must_use]
    pub fn middleware<M: 'static, F: Middleware<M>>(mut self, function: F) -> Self {
        let function = Arc::new(function);
        let call = Arc::new(move |request, next| -> Answering {
            let function = function.clone();
            Box::pin(async move { function.answer(request, next).await })
        });
        self.layers.push(Layered::Function(Function { call, name: F::NAME, states: F::STATES }));
        self
    }
}

/// Is a function around operations: `async fn(Request, Next) -> impl Respond`, or one with
/// [`#[middleware]`](macro@crate::middleware).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no middleware",
    note = "a middleware is an `async fn(Request, Next) -> Response`, or whatever else can be answered",
    note = "one that takes state has `#[middleware]` and is written with braces: `.middleware(count {{}})`"
)]
pub trait Middleware<M>: Send + Sync + 'static {
    /// Its name, for messages.
    #[doc(hidden)]
    const NAME: &'static str = "a middleware";

    /// The types of state that it takes.
    #[doc(hidden)]
    const STATES: &'static [StateType] = &[];

    /// Answers `request`, perhaps by what `next` answers.
    #[doc(hidden)]
    fn answer(&self, request: Request, next: Next) -> impl Future<Output = Result<Response, Error>> + Send;
}

#[diagnostic::do_not_recommend]
impl<F, A> Middleware<fn(Request, Next) -> A> for F
where
    F: Fn(Request, Next) -> A + Send + Sync + 'static,
    A: Future<Output: Respond> + Send,
{
    async fn answer(&self, request: Request, next: Next) -> Result<Response, Error> {
        respond(self(request, next)).await
    }
}

/// Makes a response of what a function answers.
#[doc(hidden)]
pub async fn respond<A: Respond>(answer: impl Future<Output = A>) -> Result<Response, Error> {
    answer.await.respond(None)
}

/// Says where a request goes that passes layers. It lies among the request's extensions.
#[derive(Clone)]
pub(crate) struct Onward {
    destination: Arc<dyn Destination>,
    /// Innermost first.
    layers: Arc<[Layered]>,
    /// How many of them are still ahead.
    ahead: usize,
}

impl Onward {
    /// Begins the way to `destination` through `layers`, of which the last is the outermost.
    pub(crate) fn new(destination: Arc<dyn Destination>, layers: Arc<[Layered]>) -> Self {
        let ahead = layers.len();
        Self { destination, layers, ahead }
    }

    /// Passes the next layer, or arrives.
    pub(crate) fn pass(mut self, request: Request) -> Answer {
        let Some(ahead) = self.ahead.checked_sub(1) else { return self.destination.arrive(request) };
        self.ahead = ahead;
        Box::pin(async move {
            let (layers, destination) = (self.layers.clone(), self.destination.clone());
            let (line, witness) =
                (AccessLine::begin(&request, &ClientAddress::default(), false), destination.witness(&request));
            let answered = contained(async move { layers[ahead].answer(request, self).await }).await;
            match answered {
                Ok(response) => response,
                Err(error) => destination.fail(error, line, witness).await,
            }
        })
    }
}

/// Is everything within a layer: the layers further in, and the operation or whatever else answers.
///
/// It is the service that tower's layers are put around, and what functions go on with:
///
/// ```
/// use brigade::{App, Next, Request, Response, get, routes, testing::TestClient};
///
/// async fn count_headers(request: Request, next: Next) -> Response {
///     let count = request.headers().len();
///     let mut response = next.run(request).await;
///     response.headers_mut().insert("x-headers", count.into());
///     response
/// }
///
/// #[get("/")]
/// async fn root() -> &'static str {
///     "Hello"
/// }
///
/// let client = TestClient::new(App::new("Counter").routes(routes![root]).middleware(count_headers));
/// assert_eq!(client.get("/").send().header("x-headers"), Some("3"));
/// ```
#[derive(Clone)]
pub struct Next(Option<Onward>);

impl Next {
    /// Answers `request`. Whatever goes wrong further in is an answer too.
    pub async fn run(self, request: Request) -> Response {
        self.pass(request).await
    }

    /// Returns the application's state of the type `T`.
    ///
    /// # Panics
    ///
    /// If there is none, or in a service: only functions that have been checked at the start ask.
    #[doc(hidden)]
    #[must_use]
    pub fn state<T: Send + Sync + 'static>(&self) -> Arc<T> {
        let onward = self.0.as_ref().expect("a function knows where it is");
        onward.destination.context().shared().expect("an application with a missing state does not start")
    }

    /// # Panics
    ///
    /// If a layer has not passed the extensions of its request on: they say where it goes.
    fn pass(&self, mut request: Request) -> Answer {
        let carried = request.extensions_mut().remove::<Onward>();
        let onward = self.0.clone().or(carried).expect("a layer passes the extensions of its request on");
        onward.pass(request)
    }
}

impl fmt::Debug for Next {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Next")
    }
}

impl<B> Service<http::Request<B>> for Next
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = NextFuture;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> NextFuture {
        NextFuture(self.pass(request.map(Body::new)))
    }
}

/// Resolves to what lies within a layer answers.
pub struct NextFuture(Answer);

impl Future for NextFuture {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context).map(Ok)
    }
}

impl fmt::Debug for NextFuture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NextFuture")
    }
}
