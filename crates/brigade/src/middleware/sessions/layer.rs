//! Reads the session before an operation runs, and writes it into the answer.

use std::{
    fmt,
    ops::ControlFlow::{self, Break, Continue},
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use tower_layer::Layer;

use super::{
    Session,
    cookie::{Signer, json_bytes_max},
};
use crate::{
    cookie::{SameSite, is_name, is_path},
    middleware::rule::{Answer, Rule, Ruled, refuse, text, vary},
    origin::{Host, is_foreign},
};

/// A shorter secret can be guessed faster than the signature that is made with it.
const SECRET_BYTES_MIN: usize = 32;

/// Gives every request a [`Session`], kept in a signed cookie.
///
/// The cookie is named `__Host-session` and is `Secure`, `HttpOnly` and `SameSite=Lax`: browsers send it by HTTPS (and to
/// `localhost`), show it to no script, and take it from no other host. A request that would change something is refused (403)
/// if it brings the cookie from a page of another origin; so is one that would open a WebSocket.
///
/// ```
/// use brigade::{App, Result, get, middleware::{Session, Sessions}, routes, testing::TestClient};
///
/// #[get("/count")]
/// async fn count(session: Session) -> Result<u64> {
///     let count = session.get("count")?.unwrap_or(0) + 1;
///     session.set("count", count)?;
///     Ok(count)
/// }
///
/// # let secret = [7; 32];
/// let client = TestClient::new(App::new("Counter").routes(routes![count]).layer(Sessions::new(secret)));
/// assert_eq!(client.get("/count").send().text(), "1");
/// assert_eq!(client.get("/count").send().text(), "2");
/// ```
#[derive(Clone)]
#[must_use]
pub struct Sessions {
    /// Newest first.
    secrets: Vec<Vec<u8>>,
    cookie: String,
    max_age: Duration,
    is_secure: bool,
    same_site: SameSite,
    domain: Option<String>,
    path: String,
    trusted_origins: Vec<String>,
}

impl fmt::Debug for Sessions {
    /// Leaves out the secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sessions").field("cookie", &self.cookie).finish_non_exhaustive()
    }
}

impl Sessions {
    /// Makes a layer that signs with `secret`: at least 32 random bytes, the same in every process of the application.
    pub fn new(secret: impl AsRef<[u8]>) -> Self {
        Self {
            secrets: vec![secret.as_ref().to_owned()],
            cookie: "session".to_owned(),
            max_age: Duration::from_hours(14 * 24),
            is_secure: true,
            same_site: SameSite::Lax,
            domain: None,
            path: "/".to_owned(),
            trusted_origins: Vec::new(),
        }
    }

    /// Accepts what was signed with an earlier secret too. It can go once the sessions of its time have expired.
    pub fn previous_secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.secrets.push(secret.as_ref().to_owned());
        self
    }

    /// Sets how long a session lasts after its last change, in whole seconds; 14 days otherwise.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// Lets the cookie travel by HTTP, as plain `session`: for development without TLS.
    pub fn over_http(mut self) -> Self {
        self.is_secure = false;
        self
    }

    /// Names the cookie; `session` otherwise. `__Host-` or `__Secure-` comes before it where browsers allow it.
    ///
    /// # Panics
    ///
    /// If no cookie may have that name.
    #[track_caller]
    pub fn cookie(mut self, name: &str) -> Self {
        assert!(is_name(name), "{name:?} is no name of a cookie: it has letters, digits and hyphens");
        self.cookie = name.to_owned();
        self
    }

    /// Sends the cookie to all hosts below `domain` too. Each of them can then read and replace it.
    ///
    /// # Panics
    ///
    /// If `domain` is no name of a host.
    #[track_caller]
    pub fn domain(mut self, domain: &str) -> Self {
        assert!(matches!(Host::parse(domain), Some(Host { port: None, .. })), "{domain:?} is no domain");
        self.domain = Some(domain.to_owned());
        self
    }

    /// Sends the cookie with requests for `path` and what is below it; `/` otherwise. It separates nothing: any page of the
    /// host can get at it.
    ///
    /// # Panics
    ///
    /// If `path` does not begin with `/`, or has characters that no path of a cookie may have.
    #[track_caller]
    pub fn path(mut self, path: &str) -> Self {
        assert!(is_path(path), "{path:?} is no path of a cookie");
        self.path = path.to_owned();
        self
    }

    /// Says with which requests of other sites the cookie is sent; `Lax` otherwise.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = same_site;
        self
    }

    /// Lets pages of these origins, such as `https://app.example.com`, send requests that change something.
    pub fn trust_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.trusted_origins.extend(origins.into_iter().map(Into::into));
        self
    }

    fn rule(&self) -> SessionRule {
        let prefix = match (self.is_secure, &self.domain, self.path.as_str()) {
            (false, ..) => "",
            (true, None, "/") => "__Host-",
            (true, ..) => "__Secure-",
        };
        let name = format!("{prefix}{}", self.cookie);
        let mut attributes = format!("; Path={}; HttpOnly; SameSite={}", self.path, self.same_site.as_str());
        if let Some(domain) = &self.domain {
            attributes.push_str(&format!("; Domain={domain}"));
        }
        if self.is_secure {
            attributes.push_str("; Secure");
        }
        let max_age = format!("; Max-Age={}", self.max_age.as_secs());
        SessionRule(Arc::new(Prepared {
            json_bytes_max: json_bytes_max(name.len() + "=".len() + attributes.len() + max_age.len()),
            signer: Signer::new(name, &self.secrets),
            attributes,
            max_age: self.max_age,
            trusted_origins: self.trusted_origins.clone(),
        }))
    }
}

impl<S> Layer<S> for Sessions {
    type Service = Ruled<S, SessionRule>;

    /// Puts the layer around a service.
    ///
    /// # Panics
    ///
    /// Outside of an [`App`](crate::App), which does not start instead: if a secret is shorter than 32 bytes, or other sites shall
    /// send the cookie, but by HTTP.
    #[track_caller]
    fn layer(&self, inner: S) -> Self::Service {
        if let Some(secret) = self.secrets.iter().find(|secret| secret.len() < SECRET_BYTES_MIN) {
            let bytes = secret.len();
            refuse(format!("sessions: a secret of {bytes} bytes; it needs {SECRET_BYTES_MIN} random ones at least"));
        }
        if !self.is_secure && self.same_site == SameSite::None {
            refuse("sessions: browsers refuse a cookie for other sites that may travel by HTTP".to_owned());
        }
        Ruled::new(inner, self.rule())
    }
}

/// Is what [`Sessions`] says, ready to be followed.
#[derive(Debug, Clone)]
pub struct SessionRule(Arc<Prepared>);

#[derive(Debug)]
struct Prepared {
    signer: Signer,
    /// Of the cookie, beside how long it lasts.
    attributes: String,
    max_age: Duration,
    json_bytes_max: usize,
    trusted_origins: Vec<String>,
}

impl Prepared {
    /// Returns the values of all cookies that have the session's name.
    fn arrived<'r>(&'r self, headers: &'r HeaderMap) -> impl Iterator<Item = &'r str> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == self.signer.name()).map(|(_, value)| value)
    }

    /// Returns whether a browser says that a page of another origin sends the request.
    fn is_foreign<B>(&self, request: &Request<B>) -> bool {
        is_foreign(request.uri(), request.headers(), &self.trusted_origins)
    }

    fn set_cookie(&self, headers: &mut HeaderMap, value: &str, max_age: Duration) {
        let line = format!("{}={value}{}; Max-Age={}", self.signer.name(), self.attributes, max_age.as_secs());
        let line = HeaderValue::from_str(&line).expect("names, signed values and attributes are visible ASCII");
        headers.append(header::SET_COOKIE, line);
        // Whoever kept this answer for others would give them the session.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Returns whether a request reads and no more. One that opens a WebSocket does not: a page that has it reads and says what it
/// likes, and nothing but the origin tells whose page that is.
fn is_safe<B>(request: &Request<B>) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE)
        && !request.headers().contains_key(header::UPGRADE)
}

impl Rule for SessionRule {
    /// The session, and whether the client has sent one.
    type Kept = (Session, bool);

    fn enter<B>(&self, request: &mut Request<B>) -> ControlFlow<Answer, Self::Kept> {
        let arrived = self.0.arrived(request.headers()).next().is_some();
        if arrived && !is_safe(request) && self.0.is_foreign(request) {
            return Break(text(StatusCode::FORBIDDEN, "Cross-origin request with a session"));
        }
        let now = SystemTime::now();
        let values = self.0.arrived(request.headers()).find_map(|value| self.0.signer.verify(value, now));
        let session = Session::new(values.unwrap_or_default(), self.0.json_bytes_max);
        request.extensions_mut().insert(session.clone());
        Continue((session, arrived))
    }

    fn leave<B>(&self, (session, arrived): Self::Kept, response: &mut Response<B>) {
        let mut contents = session.contents();
        contents.is_sent = true;
        if contents.is_read || contents.is_changed {
            vary(response.headers_mut(), "Cookie");
        }
        if !contents.is_changed {
            return;
        }
        if !contents.values.is_empty() {
            let value = self.0.signer.sign(&contents.values, SystemTime::now() + self.0.max_age);
            self.0.set_cookie(response.headers_mut(), &value, self.0.max_age);
        } else if arrived {
            self.0.set_cookie(response.headers_mut(), "", Duration::ZERO);
        }
    }
}
