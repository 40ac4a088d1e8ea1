//! Gives every request a name, by which its answer, its lines in logs and its traces at other services find together.

use std::{
    ops::ControlFlow::{self, Continue},
    sync::Arc,
};

use http::{HeaderName, HeaderValue, Request, Response};
use tower_layer::Layer;

use super::rule::{Answer, Rule, Ruled};
use crate::{
    extract::{Argument, Extraction},
    request_id::{self, REQUEST_ID},
    spec::{Presence, Schema, Source, Type},
};

/// Gives every request an identifier, and answers with it.
///
/// An identifier that the request has already, from a proxy or the calling service, is kept if it is one: up to 128 letters,
/// digits and `-_.:/+=@`. Whatever runs behind this layer finds it in the request's header and as a [`RequestId`], among its
/// extensions or as an argument.
///
/// ```
/// use brigade::{App, get, middleware::{RequestId, RequestIds}, routes, testing::TestClient};
///
/// #[get("/")]
/// async fn root(id: RequestId) -> String { id.to_string() }
///
/// let client = TestClient::new(App::new("Shop").routes(routes![root]).layer(RequestIds::new()));
/// let answer = client.get("/").header("x-request-id", "from-the-proxy-7").send();
/// assert_eq!(answer.header("x-request-id"), Some("from-the-proxy-7"));
/// assert_eq!(answer.json::<String>(), "from-the-proxy-7");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RequestIds {
    header: HeaderName,
    keeps_given: bool,
    make: fn() -> RequestId,
}

/// Is the identifier of a request. An argument of this type is found by its type alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl Default for RequestIds {
    fn default() -> Self {
        Self { header: REQUEST_ID, keeps_given: true, make: RequestId::random }
    }
}

impl RequestIds {
    /// Makes a layer that uses the header `x-request-id`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses another header.
    ///
    /// # Panics
    ///
    /// If no header may have that name.
    #[track_caller]
    pub fn header(mut self, name: &str) -> Self {
        self.header = HeaderName::from_bytes(name.as_bytes()).expect("a header's name is a token");
        self
    }

    /// Replaces the identifiers that requests come with: clients that nobody vouches for choose them.
    pub fn always_new(mut self) -> Self {
        self.keeps_given = false;
        self
    }

    /// Makes identifiers by `make` instead of at random.
    pub fn made_by(mut self, make: fn() -> RequestId) -> Self {
        self.make = make;
        self
    }
}

impl RequestId {
    /// Takes an identifier from elsewhere; `None` if it is empty, longer than 128 bytes, or has other characters than
    /// letters, digits and `-_.:/+=@`.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        request_id::is_fit(id.as_bytes()).then(|| Self(id.into()))
    }

    /// Makes 128 bits, in hexadecimal, of the keys that the standard library draws for hash maps: no two are the same, but
    /// they are no secrets.
    #[must_use]
    pub fn random() -> Self {
        Self(request_id::random().to_str().expect("hexadecimal digits are ASCII").into())
    }

    /// Returns the identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<S> Layer<S> for RequestIds {
    type Service = Ruled<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Ruled::new(inner, self.clone())
    }
}

impl Rule for RequestIds {
    type Kept = HeaderValue;

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, HeaderValue> {
        let given = request.headers().get(&self.header).filter(|_| self.keeps_given);
        let given = given.and_then(|id| id.to_str().ok()).and_then(RequestId::new);
        let id = given.unwrap_or_else(self.make);
        let value = HeaderValue::from_str(id.as_str()).expect("identifiers are visible ASCII");
        request.headers_mut().insert(self.header.clone(), value.clone());
        request.extensions_mut().insert(id);
        Continue(value)
    }

    fn leave<B>(&self, id: HeaderValue, response: &mut Response<B>) {
        response.headers_mut().insert(self.header.clone(), id);
    }
}

impl Argument for RequestId {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        extraction.extension("RequestIds")
    }
}
