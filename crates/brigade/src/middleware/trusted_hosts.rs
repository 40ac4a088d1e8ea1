//! Answers requests for hosts that the application serves, and no others.

use std::{
    ops::ControlFlow::{self, Break, Continue},
    sync::Arc,
};

use http::{HeaderValue, Request, Response, StatusCode};
use tower_layer::Layer;

use super::rule::{Answer, Rule, Ruled, redirect, text};
use crate::origin::{Host, is_https, target};

/// Answers only requests for the hosts that it lists; others get a 400.
///
/// A URL that is made from the `Host` header leads wherever the client says: a link in a mail, a redirect in a cache. With
/// this layer it leads to one of the listed hosts. Ports are not looked at, nor is upper or lower case.
///
/// ```
/// use brigade::{App, middleware::TrustedHosts, testing::TestClient};
///
/// let client = TestClient::new(App::new("Shop").layer(TrustedHosts::new(["example.com", "*.example.com"])));
/// assert_eq!(client.get("/docs").header("host", "api.example.com").send().status(), 200);
/// assert_eq!(client.get("/docs").header("host", "evil.example").send().status(), 400);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct TrustedHosts {
    patterns: Arc<[Pattern]>,
    www_redirect: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Pattern {
    Any,
    /// A host, in lower case.
    Exact(String),
    /// What the host ends with, in lower case and with the dot before it.
    Below(String),
}

impl TrustedHosts {
    /// Makes a layer for `hosts`: names or addresses, `*.example.com` for all below one, `*` for any.
    ///
    /// A request for `example.com` is redirected if `www.example.com` is listed and `example.com` is not.
    ///
    /// # Panics
    ///
    /// If one of them is neither; a port is not part of it.
    #[track_caller]
    pub fn new(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let patterns = hosts.into_iter().map(|host| Pattern::new(host.as_ref())).collect();
        Self { patterns, www_redirect: true }
    }

    /// Answers a 400 instead of a redirect to the listed host that only has `www.` before it.
    pub fn without_www_redirect(mut self) -> Self {
        self.www_redirect = false;
        self
    }
}

impl Pattern {
    #[track_caller]
    fn new(text: &str) -> Self {
        let name = text.strip_prefix("*.").unwrap_or(text);
        match Host::parse(name) {
            _ if text == "*" => Self::Any,
            Some(Host { port: None, .. }) if name.len() < text.len() => Self::Below(text[1..].to_ascii_lowercase()),
            Some(Host { port: None, .. }) => Self::Exact(text.to_ascii_lowercase()),
            _ => panic!("{text:?} is no host: write `example.com`, `*.example.com` or `*`"),
        }
    }

    /// `host` is in lower case.
    fn matches(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(name) => name == host,
            Self::Below(end) => host.ends_with(end.as_str()),
        }
    }
}

impl<S> Layer<S> for TrustedHosts {
    type Service = Ruled<S, Self>;

    fn layer(&self, inner: S) -> Self::Service {
        Ruled::new(inner, self.clone())
    }
}

impl Rule for TrustedHosts {
    type Kept = ();

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, ()> {
        if self.patterns.contains(&Pattern::Any) {
            return Continue(());
        }
        let untrusted = || text(StatusCode::BAD_REQUEST, "Invalid host header");
        let Some(Host { name, port }) = Host::of(request) else { return Break(untrusted()) };
        let name = name.to_ascii_lowercase();
        if self.patterns.iter().any(|pattern| pattern.matches(&name)) {
            return Continue(());
        }
        let www = Pattern::Exact(format!("www.{name}"));
        if !self.www_redirect || !self.patterns.contains(&www) {
            return Break(untrusted());
        }
        let scheme = if is_https(request) { "https" } else { "http" };
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let target = target(request);
        match HeaderValue::from_str(&format!("{scheme}://www.{name}{port}{target}")) {
            Ok(location) => Break(redirect(location)),
            Err(_) => Break(untrusted()),
        }
    }

    fn leave<B>(&self, (): (), _response: &mut Response<B>) {}
}
