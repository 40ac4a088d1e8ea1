//! Sends clients that came by HTTP to HTTPS.

use std::ops::ControlFlow::{self, Break, Continue};

use http::{HeaderValue, Request, Response, StatusCode};
use tower_layer::Layer;

use super::rule::{Answer, Rule, Ruled, redirect, text};
use crate::origin::{Host, is_https, target};

/// Sends clients that came by HTTP to the same URL with `https`, method and body included (307).
///
/// Behind a proxy that ends TLS, all requests come by HTTP: the server must be told to trust the proxy's word, or this layer
/// redirects for ever.
///
/// ```
/// use brigade::{App, middleware::HttpsRedirect, testing::TestClient};
///
/// let client = TestClient::new(App::new("Shop").layer(HttpsRedirect::new())).without_redirects();
/// assert_eq!(client.get("/items?q=1").send().header("location"), Some("https://testserver/items?q=1"));
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct HttpsRedirect {
    host: Option<HeaderValue>,
}

impl HttpsRedirect {
    /// Makes a layer that redirects to the host that the request names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Redirects to `host` instead, such as `example.com` or `example.com:8443`, whatever the request names.
    ///
    /// # Panics
    ///
    /// If `host` is neither a name nor an address.
    #[track_caller]
    pub fn host(mut self, host: &str) -> Self {
        assert!(Host::parse(host).is_some(), "{host:?} is neither a host nor a host with a port");
        self.host = Some(HeaderValue::from_str(host).expect("a host is visible ASCII"));
        self
    }
}

impl<S> Layer<S> for HttpsRedirect {
    type Service = Ruled<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Ruled::new(inner, self.clone())
    }
}

impl Rule for HttpsRedirect {
    type Kept = ();

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, ()> {
        if is_https(request) {
            return Continue(());
        }
        let asked = Host::of(request);
        let host = match (&self.host, asked) {
            (Some(host), _) => host.to_str().unwrap_or_default().to_owned(),
            // The standard ports are those of the scheme, and HTTPS has another.
            (None, Some(Host { name, port: None | Some("80" | "443") })) => name.to_owned(),
            (None, Some(Host { name, port: Some(port) })) => format!("{name}:{port}"),
            (None, None) => return Break(text(StatusCode::BAD_REQUEST, "Invalid host header")),
        };
        let target = target(request);
        match HeaderValue::from_str(&format!("https://{host}{target}")) {
            Ok(location) => Break(redirect(location)),
            Err(_) => Break(text(StatusCode::BAD_REQUEST, "Invalid target")),
        }
    }

    fn leave<B>(&self, (): (), _response: &mut Response<B>) {}
}
