//! Lets a function say what its answer has beside the value that it returns.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{Argument, Extraction};
use crate::{
    cookie::Cookie,
    respond::Response,
    spec::{Injected, Presence, Schema, Source, Type},
};

/// Adds headers, cookies and a status to the answer. An argument of this type is found by its type alone, and an operation and
/// its dependencies have the same one.
///
/// What it holds is added to what the operation returns, unless that is an error or a ready
/// [`Response`](crate::Response), which stay as they are.
///
/// ```
/// use brigade::{App, Cookie, ResponseParts, StatusCode, put, routes, testing::TestClient};
///
/// #[put("/visits/{name}")]
/// async fn visit(name: String, parts: ResponseParts) -> String {
///     parts.status(StatusCode::CREATED);
///     parts.header("x-greeting", "hello");
///     parts.cookie(Cookie::new("visitor", &name));
///     name
/// }
///
/// let answer = TestClient::new(App::new("Visits").routes(routes![visit])).put("/visits/ann").send();
/// assert_eq!((answer.status().as_u16(), answer.text()), (201, r#""ann""#));
/// assert_eq!(answer.header("x-greeting"), Some("hello"));
/// assert_eq!(answer.header("set-cookie"), Some("visitor=ann; Path=/; SameSite=lax"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ResponseParts(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    status: Option<StatusCode>,
    /// Come in the place of headers of the same name.
    set: HeaderMap,
    /// Come beside them.
    appended: HeaderMap,
}

impl ResponseParts {
    /// Sets a header, in the place of all of that name that the answer has, or was given before.
    ///
    /// # Panics
    ///
    /// If `name` or `value` has characters that no header may have.
    #[track_caller]
    pub fn header(&self, name: &str, value: &str) {
        let (name, value) = parse(name, value);
        let mut contents = self.contents();
        contents.appended.remove(&name);
        contents.set.insert(name, value);
    }

    /// Adds a header beside others of that name: `vary`, `link`.
    ///
    /// # Panics
    ///
    /// If `name` or `value` has characters that no header may have.
    #[track_caller]
    pub fn append(&self, name: &str, value: &str) {
        let (name, value) = parse(name, value);
        self.contents().appended.append(name, value);
    }

    /// Sets a cookie, beside others.
    pub fn cookie(&self, cookie: Cookie) {
        self.contents().appended.append(header::SET_COOKIE, cookie.into());
    }

    /// Sets the status, in the place of the one that the operation's attribute says. One that is returned with the value counts
    /// more.
    pub fn status(&self, status: StatusCode) {
        self.contents().status = Some(status);
    }

    /// Adds the headers and cookies to `response`, which brigade does to what an operation returns. An operation that makes its
    /// [`Response`](crate::Response) itself may do it; a test may, to see what the function has said.
    pub fn apply(&self, response: &mut Response) {
        let contents = self.contents();
        let headers = response.headers_mut();
        headers.extend(contents.set.clone());
        for (name, value) in &contents.appended {
            headers.append(name, value.clone());
        }
    }

    /// Returns the status, if one was set.
    #[must_use]
    pub fn chosen_status(&self) -> Option<StatusCode> {
        self.contents().status
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[track_caller]
fn parse(name: &str, value: &str) -> (HeaderName, HeaderValue) {
    let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name is a token");
    let value = HeaderValue::from_str(value).expect("a header's value is visible ASCII");
    (name, value)
}

impl Argument for ResponseParts {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const INJECTED: Option<Injected> = Some(Injected::Parts);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        Some(extraction.call.parts.clone().unwrap_or_default())
    }
}
