//! Tells browsers to be careful with the answers.

use std::{
    ops::ControlFlow::{self, Continue},
    sync::Arc,
};

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, header};
use tower_layer::Layer;

use super::rule::{Answer, Rule, Ruled};
use crate::origin::is_https;

/// Adds headers that tell browsers to be careful, where an answer does not have them already.
///
/// - `x-content-type-options: nosniff`: the media type is what the answer says.
/// - `x-frame-options: DENY` and `content-security-policy: frame-ancestors 'none'`: no page shows the answer inside itself.
/// - `referrer-policy: no-referrer`: links do not tell where they were.
/// - `strict-transport-security: max-age=31536000`, if the request came by HTTPS: for a year, browsers use nothing else.
///
/// ```
/// use brigade::{App, middleware::SecurityHeaders, testing::TestClient};
///
/// let headers = SecurityHeaders::new().without("x-frame-options").set("referrer-policy", "same-origin");
/// let client = TestClient::new(App::new("Shop").layer(headers));
/// assert_eq!(client.get("/").send().header("x-content-type-options"), Some("nosniff"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct SecurityHeaders(Arc<HeaderMap>);

impl Default for SecurityHeaders {
    fn default() -> Self {
        let headers = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        ];
        Self(Arc::new(headers.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect()))
    }
}

impl SecurityHeaders {
    /// Makes a layer that adds those headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds another header, or another value of one of these.
    ///
    /// # Panics
    ///
    /// If no header may have that name or value.
    #[track_caller]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name is a token");
        let value = HeaderValue::from_str(value).expect("a header's value is visible ASCII");
        Arc::make_mut(&mut self.0).insert(name, value);
        self
    }

    /// Leaves one of the headers out.
    pub fn without(mut self, name: &str) -> Self {
        Arc::make_mut(&mut self.0).remove(name);
        self
    }
}

impl<S> Layer<S> for SecurityHeaders {
    type Service = Ruled<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Ruled::new(inner, self.clone())
    }
}

impl Rule for SecurityHeaders {
    /// Whether the request came by HTTPS.
    type Kept = bool;

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, bool> {
        Continue(is_https(request))
    }

    fn leave<B>(&self, is_https: bool, response: &mut Response<B>) {
        for (name, value) in &*self.0 {
            if is_https || name != header::STRICT_TRANSPORT_SECURITY {
                response.headers_mut().entry(name).or_insert_with(|| value.clone());
            }
        }
    }
}
