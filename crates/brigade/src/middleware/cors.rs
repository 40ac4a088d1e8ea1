//! Says which other sites' scripts may read the answers (the Fetch standard, section 3.2).
//!
//! Which headers are sent, in which order and to whom, is as in Starlette.

use std::{
    collections::BTreeSet,
    ops::ControlFlow::{self, Break, Continue},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use regex_automata::meta::Regex;
use tower_layer::Layer;

use super::rule::{Answer, Rule, Ruled, refuse, text, vary};
use crate::origin::Host;

const METHODS_ALL: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// Headers that a script may send to any site.
const HEADERS_SAFE: [&str; 4] = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];

/// Origins that nobody means. Whoever allows one of them allows all, or those that any site can have.
const ORIGINS_ANYBODY: [&str; 2] = ["https://anybody.invalid", "null"];

const PRIVATE_NETWORK_ASKED: HeaderName = HeaderName::from_static("access-control-request-private-network");
const PRIVATE_NETWORK_ALLOWED: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Lets scripts of other origins read the answers.
///
/// Browsers let a script read the answers of its own origin only, scheme, host and port together. This layer answers the
/// questions that they send before unusual requests (*preflights*), and marks the answers that scripts of the allowed origins
/// may read. Nothing is allowed at first but `GET`.
///
/// It is a browser's rule: other clients read what they like, and a request that is not allowed may run all the same.
///
/// ```
/// use brigade::{App, get, middleware::Cors, routes, testing::TestClient};
///
/// #[get("/")]
/// async fn root() -> &'static str { "Hello" }
///
/// let cors = Cors::new().allow_origins(["https://app.example"]).allow_methods(["GET", "POST"]).allow_credentials();
/// let client = TestClient::new(App::new("Greeter").routes(routes![root]).layer(cors));
/// let answer = client.get("/").header("origin", "https://app.example").send();
/// assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Cors {
    origins: Vec<String>,
    origin_regex: Option<String>,
    methods: Vec<String>,
    headers: Vec<String>,
    exposed: Vec<String>,
    credentials: bool,
    private_network: bool,
    max_age: Duration,
}

impl Default for Cors {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            origin_regex: None,
            methods: vec!["GET".to_owned()],
            headers: Vec::new(),
            exposed: Vec::new(),
            credentials: false,
            private_network: false,
            max_age: Duration::from_secs(600),
        }
    }
}

impl Cors {
    /// Makes a layer that allows no other origin.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows these origins, such as `https://example.com` or `http://localhost:8080`; `*` is all.
    pub fn allow_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Allows the origins that match this regular expression as a whole.
    pub fn allow_origin_regex(mut self, regex: impl Into<String>) -> Self {
        self.origin_regex = Some(regex.into());
        self
    }

    /// Sets the methods that are allowed, instead of `GET` alone; `*` is all.
    pub fn allow_methods(mut self, methods: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.methods = methods.into_iter().map(Into::into).collect();
        self
    }

    /// Allows these headers of requests beside those that are always allowed; `*` is all.
    pub fn allow_headers(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.headers.extend(headers.into_iter().map(Into::into));
        self
    }

    /// Lets requests come with cookies and the like. Not together with `*` as an origin: any site could act as its visitors.
    pub fn allow_credentials(mut self) -> Self {
        self.credentials = true;
        self
    }

    /// Lets scripts read these headers of answers beside those that they always may.
    pub fn expose_headers(mut self, headers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.exposed.extend(headers.into_iter().map(Into::into));
        self
    }

    /// Lets public sites reach this server in a private network.
    pub fn allow_private_network(mut self) -> Self {
        self.private_network = true;
        self
    }

    /// Sets how long browsers remember what a preflight said, in whole seconds; ten minutes otherwise.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    fn rule(&self) -> Result<CorsRule, String> {
        let any_origin = self.origins.iter().any(|origin| origin == "*");
        let any_header = self.headers.iter().any(|name| name == "*");
        let origins = self.origins.iter().map(|origin| checked_origin(origin)).collect::<Result<Vec<_>, _>>()?;
        let methods = if self.methods.iter().any(|method| method == "*") {
            METHODS_ALL.map(str::to_owned).to_vec()
        } else {
            self.methods.clone()
        };
        let headers: BTreeSet<_> = self.headers.iter().map(String::as_str).chain(HEADERS_SAFE).collect();
        let credentials = self.credentials.then(|| HeaderValue::from_static("true"));
        let mut every = HeaderMap::new();
        let mut preflight = HeaderMap::new();
        if any_origin {
            every.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            preflight.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        } else {
            preflight.insert(header::VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(credentials) = &credentials {
            every.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials.clone());
        }
        if !self.exposed.is_empty() {
            every.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, list(self.exposed.iter().map(String::as_str))?);
        }
        preflight.insert(header::ACCESS_CONTROL_ALLOW_METHODS, list(methods.iter().map(String::as_str))?);
        preflight.insert(header::ACCESS_CONTROL_MAX_AGE, self.max_age.as_secs().into());
        if !any_header {
            preflight.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, list(headers.iter().copied())?);
        }
        if let Some(credentials) = credentials {
            preflight.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
        }
        let rule = CorsRule(Arc::new(Compiled {
            any_origin,
            origins,
            origin_regex: self.origin_regex.as_deref().map(whole).transpose()?,
            methods,
            headers: headers.into_iter().map(str::to_ascii_lowercase).collect(),
            any_header,
            private_network: self.private_network,
            every,
            preflight,
        }));
        if self.credentials && ORIGINS_ANYBODY.iter().any(|origin| rule.0.allows_origin(origin.as_bytes())) {
            return Err(
                "any origin with credentials: every site could act as its visitors; list the origins".to_owned()
            );
        }
        Ok(rule)
    }
}

impl<S> Layer<S> for Cors {
    type Service = Ruled<S, CorsRule>;

    /// Puts the layer around a service.
    ///
    /// # Panics
    ///
    /// Outside of an [`App`](crate::App), which does not start instead: if any origin is allowed together with credentials, an origin is none, a header or method has characters that it may
    /// not have, or the regular expression is none.
    #[track_caller]
    fn layer(&self, inner: S) -> Self::Service {
        let rule = self.rule().unwrap_or_else(|mistake| {
            refuse(format!("CORS: {mistake}"));
            Self::new().rule().expect("a layer that allows nothing is right")
        });
        Ruled::new(inner, rule)
    }
}

/// Returns an origin as browsers send it. One with a path, a last slash or capitals would never match.
fn checked_origin(origin: &str) -> Result<HeaderValue, String> {
    let is_origin = match origin.split_once("://") {
        Some((scheme, host)) => {
            let is_scheme =
                scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte));
            is_scheme && !scheme.is_empty() && Host::parse(host).is_some()
        }
        None => matches!(origin, "*" | "null"),
    };
    match HeaderValue::from_str(origin) {
        Ok(value) if is_origin && !origin.bytes().any(|byte| byte.is_ascii_uppercase()) => Ok(value),
        _ => Err(format!("{origin:?} is no origin: write `scheme://host` or `scheme://host:port`, in lower case")),
    }
}

/// Compiles an expression that has to match the whole text.
fn whole(source: &str) -> Result<Regex, String> {
    // Alone first: a parenthesis too many would end the group below.
    let compile =
        |source: &str| Regex::new(source).map_err(|error| format!("the expression {source:?} for origins: {error}"));
    compile(source)?;
    compile(&format!(r"\A(?:{source})\z"))
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> Result<HeaderValue, String> {
    let names: Vec<_> = names.collect();
    if let Some(wrong) = names.iter().find(|name| HeaderName::from_bytes(name.as_bytes()).is_err()) {
        return Err(format!("{wrong:?} is neither a method nor the name of a header"));
    }
    Ok(HeaderValue::from_str(&names.join(", ")).expect("names of headers and methods are visible ASCII"))
}

/// Is what [`Cors`] says, ready to be followed.
#[derive(Debug, Clone)]
pub struct CorsRule(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    any_origin: bool,
    origins: Vec<HeaderValue>,
    origin_regex: Option<Regex>,
    methods: Vec<String>,
    /// In lower case.
    headers: Vec<String>,
    any_header: bool,
    private_network: bool,
    /// Sent with every answer to a request that names its origin.
    every: HeaderMap,
    /// Sent with every answer to a preflight.
    preflight: HeaderMap,
}

impl Compiled {
    fn allows_origin(&self, origin: &[u8]) -> bool {
        self.any_origin
            || self.origins.iter().any(|allowed| allowed.as_bytes() == origin)
            || self.origin_regex.as_ref().is_some_and(|regex| regex.is_match(origin))
    }

    fn answer(&self, origin: &HeaderValue, request: &HeaderMap) -> Answer {
        let mut headers = self.preflight.clone();
        let mut failures = Vec::new();
        if !self.allows_origin(origin.as_bytes()) {
            failures.push("origin");
        } else if !self.any_origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        let method = request.get(header::ACCESS_CONTROL_REQUEST_METHOD).map(HeaderValue::as_bytes);
        if !self.methods.iter().any(|allowed| Some(allowed.as_bytes()) == method) {
            failures.push("method");
        }
        if let Some(asked) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            if self.any_header {
                headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
            } else if !asked.as_bytes().split(|&byte| byte == b',').all(|name| self.allows_header(name)) {
                failures.push("headers");
            }
        }
        if request.contains_key(PRIVATE_NETWORK_ASKED) {
            if self.private_network {
                headers.insert(PRIVATE_NETWORK_ALLOWED, HeaderValue::from_static("true"));
            } else {
                failures.push("private-network");
            }
        }
        let mut answer = if failures.is_empty() {
            text(StatusCode::OK, "OK")
        } else {
            text(StatusCode::BAD_REQUEST, Bytes::from(format!("Disallowed CORS {}", failures.join(", "))))
        };
        let content_type = std::mem::replace(answer.headers_mut(), headers);
        answer.headers_mut().extend(content_type);
        answer
    }

    fn allows_header(&self, name: &[u8]) -> bool {
        self.headers.iter().any(|allowed| allowed.as_bytes().eq_ignore_ascii_case(name.trim_ascii()))
    }
}

impl Rule for CorsRule {
    /// The request's origin, if it names one.
    type Kept = Option<HeaderValue>;

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, Self::Kept> {
        let headers = request.headers();
        match headers.get(header::ORIGIN) {
            Some(origin)
                if request.method() == Method::OPTIONS
                    && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) =>
            {
                Break(self.0.answer(origin, headers))
            }
            origin => Continue(origin.cloned()),
        }
    }

    fn leave<B>(&self, origin: Option<HeaderValue>, response: &mut Response<B>) {
        let Some(origin) = origin else { return };
        let headers = response.headers_mut();
        for (name, value) in &self.0.every {
            headers.insert(name, value.clone());
        }
        if !self.0.any_origin && self.0.allows_origin(origin.as_bytes()) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            vary(headers, "Origin");
        }
    }
}
