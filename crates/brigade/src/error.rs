//! Holds what went wrong: what the client may know and, apart from it, the cause for the log.

use std::{borrow::Cow, fmt};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::{
    body::BoxError,
    value::{Object, Value, to_value},
    violation::Violation,
};

/// Returns `T`, or an [`Error`] made with `?` from any error at all.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Holds an error on its way to the client: status and detail for the client, cause for the log.
///
/// `?` makes one from any [`std::error::Error`]: a 500 whose cause the client never sees. An
/// [`HttpError`] among them keeps its status and detail.
///
/// ```
/// async fn read_config() -> brigade::Result<String> {
///     Ok(std::fs::read_to_string("/does/not/exist")?) // a 500; the path goes to the log
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    status: StatusCode,
    detail: Detail,
    headers: HeaderMap,
    cause: Option<BoxError>,
}

/// Holds what the client is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Detail {
    /// The status says it all.
    Reason,
    /// A sentence.
    Text(Cow<'static, str>),
    /// Any JSON.
    Json(Value),
    /// A sentence with members beside it.
    Extended { text: Cow<'static, str>, members: Object },
    /// Everything that is wrong with the request.
    Violations(Vec<Violation>),
}

impl Error {
    pub(crate) fn new(status: StatusCode, detail: Detail) -> Self {
        Self(Box::new(Inner { status, detail, headers: HeaderMap::new(), cause: None }))
    }

    pub(crate) fn text(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, Detail::Text(text.into()))
    }

    pub(crate) fn reason(status: StatusCode) -> Self {
        Self::new(status, Detail::Reason)
    }

    pub(crate) fn violations(violations: Vec<Violation>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, Detail::Violations(violations))
    }

    /// Makes a 500 from a cause that only the log will show.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        Self::reason(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
    }

    /// Makes an error from any other, as `?` does.
    pub(crate) fn from_boxed(error: impl Into<BoxError>) -> Self {
        let error = match error.into().downcast::<Boxed>() {
            Ok(boxed) => return boxed.0,
            Err(error) => error,
        };
        match error.downcast::<HttpError>() {
            Ok(http) => (*http).into_error(),
            Err(cause) => Self::internal(cause),
        }
    }

    pub(crate) fn because(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// Returns the status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the cause, which the client never sees.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    pub(crate) fn detail(&self) -> &Detail {
        &self.0.detail
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::from_boxed(error)
    }
}

/// Lets an [`Error`] pass through what knows no other errors than the standard's, such as tower's services.
impl From<Error> for BoxError {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

struct Boxed(Error);

impl fmt::Debug for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Boxed {}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.cause, &self.0.detail) {
            (Some(cause), _) => write!(formatter, "{cause}"),
            (None, Detail::Text(text)) => formatter.write_str(text),
            (None, detail) => write!(formatter, "{} {detail:?}", self.0.status),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

/// Answers with a status and a detail of any JSON, as FastAPI's `HTTPException` does.
///
/// ```
/// use brigade::HttpError;
///
/// fn find(id: u64) -> Result<&'static str, HttpError> {
///     if id == 7 { Ok("Foo") } else { Err(HttpError::new(404, "Item not found")) }
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HttpError(Box<HttpAnswer>);

/// Is behind a pointer: a `Result` with a large error is large even when it is right.
#[derive(Debug, Clone, PartialEq)]
struct HttpAnswer {
    status: StatusCode,
    detail: Detail,
    headers: HeaderMap,
}

impl HttpError {
    /// Makes an error answer of `status` with `{"detail": detail}` as its body. A detail of `null`, such as `()`, is
    /// replaced by the standard's words for the status.
    ///
    /// # Panics
    ///
    /// If `status` is not between 100 and 999, or if serialising `detail` fails.
    #[track_caller]
    pub fn new(status: u16, detail: impl Serialize) -> Self {
        let status = StatusCode::from_u16(status).expect("the status of an HttpError is between 100 and 999");
        let detail = match to_value(&detail).expect("the detail of an HttpError serialises to JSON") {
            Value::String(text) => Detail::Text(text),
            Value::Null => Detail::Text(reason(status.as_u16()).into()),
            other => Detail::Json(other),
        };
        Self(Box::new(HttpAnswer { status, detail, headers: HeaderMap::new() }))
    }

    /// Adds a header to the answer.
    ///
    /// # Panics
    ///
    /// If `name` or `value` has characters that no header may have.
    #[must_use]
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name is a token");
        let value = HeaderValue::from_str(value).expect("a header's value is visible ASCII");
        self.0.headers.append(name, value);
        self
    }

    fn into_error(self) -> Error {
        let HttpAnswer { status, detail, headers } = *self.0;
        Error(Box::new(Inner { status, detail, headers, cause: None }))
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0.status.as_u16();
        match &self.0.detail {
            Detail::Text(text) => write!(formatter, "{status}: {text}"),
            other => write!(formatter, "{status}: {other:?}"),
        }
    }
}

impl std::error::Error for HttpError {}

/// Turns an error type into answers, and documents them. Derive it.
///
/// ```
/// use brigade::ApiError;
///
/// #[derive(Debug, ApiError)]
/// enum ShopError {
///     #[api(status = 404, detail = "Burger not found")]
///     NotFound,
///     #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
///     SoldOut { left: u32 },
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an error that can be answered",
    note = "return `HttpError`, `brigade::Error` (any error becomes a 500), or derive `ApiError`"
)]
pub trait ApiError {
    /// Returns the answer.
    fn into_error(self) -> Error;

    /// Returns what can be answered, for the document.
    fn answers() -> Vec<crate::spec::ErrorAnswer>;
}

impl ApiError for Error {
    fn into_error(self) -> Error {
        self
    }

    fn answers() -> Vec<crate::spec::ErrorAnswer> {
        Vec::new()
    }
}

impl ApiError for HttpError {
    fn into_error(self) -> Error {
        HttpError::into_error(self)
    }

    fn answers() -> Vec<crate::spec::ErrorAnswer> {
        Vec::new()
    }
}

/// Makes the error of one variant of a derived [`ApiError`].
#[doc(hidden)]
#[must_use]
pub fn api_error(
    status: u16,
    code: Option<&'static str>,
    text: Cow<'static, str>,
    members: Vec<(&'static str, Value)>,
    cause: Option<BoxError>,
) -> Error {
    let status = StatusCode::from_u16(status).expect("the derive accepts statuses from 400 to 599");
    let detail = if code.is_none() && members.is_empty() {
        Detail::Text(text)
    } else {
        let code = code.map(|code| ("code", Value::from(code)));
        let members = code.into_iter().chain(members).map(|(name, value)| (name.to_owned(), value)).collect();
        Detail::Extended { text, members }
    };
    match cause {
        Some(cause) => Error::new(status, detail).because(cause),
        None => Error::new(status, detail),
    }
}

/// Returns the standard's words for a status.
#[doc(hidden)]
#[must_use]
pub fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error")
}
