//! Holds what went wrong: what the client may know and, apart from it, the cause for the log.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    fmt,
};

use bytes::Bytes;
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
pub struct Error {
    answer: HttpError,
    /// Is behind a pointer of its own, which most errors for clients do without.
    rest: Option<Box<Rest>>,
}

/// Holds what an error has beside its answer.
#[derive(Default)]
struct Rest {
    raised: Option<Box<dyn Raised>>,
    /// The body of a request that does not fit, and whether it was to be JSON.
    body: Bytes,
    body_is_json: bool,
    request_id: Option<HeaderValue>,
}

/// Is what a function raised, as it was.
trait Raised: Any + Send + Sync {
    fn cause(&self) -> Option<&(dyn std::error::Error + 'static)>;

    fn type_of_value(&self) -> TypeId;
}

struct Kept<E> {
    value: E,
    cause: fn(&E) -> Option<&(dyn std::error::Error + 'static)>,
}

impl<E: Send + Sync + 'static> Raised for Kept<E> {
    fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        (self.cause)(&self.value)
    }

    fn type_of_value(&self) -> TypeId {
        TypeId::of::<E>()
    }
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
    /// The whole body, as JSON.
    Body(Value),
    /// A sentence with members beside it.
    Extended { text: Cow<'static, str>, members: Object },
    /// Everything that is wrong with the request.
    Violations(Vec<Violation>),
}

impl Error {
    pub(crate) fn new(status: StatusCode, detail: Detail) -> Self {
        let answer = HttpError(Box::new(HttpAnswer { status, detail, headers: HeaderMap::new() }));
        Self { answer, rest: None }
    }

    pub(crate) fn text(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, Detail::Text(text.into()))
    }

    pub(crate) fn reason(status: StatusCode) -> Self {
        Self::new(status, Detail::Reason)
    }

    /// Says what is wrong with a request that has this body.
    pub(crate) fn invalid(violations: Vec<Violation>, body: Bytes, body_is_json: bool) -> Self {
        let mut error = Self::new(StatusCode::UNPROCESSABLE_ENTITY, Detail::Violations(violations));
        let rest = error.rest();
        rest.body = body;
        rest.body_is_json = body_is_json;
        error
    }

    /// Makes a 500 from a cause that only the log will show.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        Self::reason(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
    }

    /// Makes an error from any other whose type is not known, as `?` does of those whose type is.
    pub(crate) fn from_boxed(error: impl Into<BoxError>) -> Self {
        Self::unboxed(error.into()).unwrap_or_else(Self::internal)
    }

    /// Takes an error that was made for clients out of its box; gives back what is none.
    pub(crate) fn unboxed(error: BoxError) -> Result<Self, BoxError> {
        match error.downcast::<Boxed>() {
            Ok(boxed) => Ok(boxed.0),
            Err(error) => error.downcast::<HttpError>().map(|http| http.into_error()),
        }
    }

    /// Makes one error of several mistakes, for whoever starts the program.
    pub(crate) fn mistakes(what_fails: &str, mistakes: &[impl fmt::Display]) -> Self {
        let lines: String = mistakes.iter().map(|mistake| format!("\n  - {mistake}")).collect();
        let count = mistakes.len();
        let noun = if count == 1 { "mistake" } else { "mistakes" };
        Self::internal(format!("{what_fails}, {count} {noun}:{lines}"))
    }

    pub(crate) fn because(self, cause: impl Into<BoxError>) -> Self {
        self.raised(cause.into(), |cause| Some(&**cause))
    }

    /// Keeps `value`, from which the error was made, for those who look for it.
    #[doc(hidden)]
    #[must_use]
    pub fn raised<E: Send + Sync + 'static>(
        mut self,
        value: E,
        cause: fn(&E) -> Option<&(dyn std::error::Error + 'static)>,
    ) -> Self {
        self.rest().raised = Some(Box::new(Kept { value, cause }));
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.answer.0.headers.append(name, value);
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.answer.0.status = status;
        self
    }

    fn rest(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }

    /// Returns the status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// Returns the sentence for the client; the standard's words for the status if there is none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.answer.message()
    }

    /// Returns what FastAPI's clients find under `detail`.
    #[must_use]
    pub fn detail(&self) -> Value {
        self.answer.detail()
    }

    /// Returns the members of the answer beside the sentence: the code and the fields of a derived
    /// [`ApiError`](macro@crate::ApiError).
    #[must_use]
    pub fn members(&self) -> Option<&Object> {
        self.answer.members()
    }

    /// Returns everything that is wrong with the request, if that is the error.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self.told() {
            Detail::Violations(violations) => violations,
            _ => &[],
        }
    }

    /// Copies what the client is told; of the cause there are only the words left.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self { answer: self.answer.clone(), rest: None };
        match self.cause() {
            Some(cause) => copy.because(cause.to_string()),
            None => copy,
        }
    }

    /// Returns the cause, which the client never sees. Its type can be asked for:
    ///
    /// ```
    /// use std::io;
    ///
    /// use brigade::Error;
    ///
    /// let error = Error::from(io::Error::other("no disk"));
    /// assert!(error.cause().is_some_and(|cause| cause.is::<io::Error>()));
    /// ```
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.rest.as_ref()?.raised.as_ref()?.cause()
    }

    /// Returns what it says, and what its causes add to that.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.cause().and_then(|cause| cause.source());
        while let Some(error) = cause {
            let more = error.to_string();
            if !text.contains(&more) {
                text = format!("{text}: {more}");
            }
            cause = error.source();
        }
        text
    }

    /// Returns what the function raised, if it was an `E`: the error that `?` took, an [`HttpError`], or a type that derives
    /// [`ApiError`](macro@crate::ApiError).
    ///
    /// ```
    /// use brigade::{ApiError, Error};
    ///
    /// #[derive(Debug, ApiError)]
    /// enum ShopError {
    ///     #[api(status = 409, detail = "Only {left} left")]
    ///     SoldOut { left: u32 },
    /// }
    ///
    /// let error: Error = ShopError::SoldOut { left: 2 }.into_error();
    /// assert!(matches!(error.downcast_ref(), Some(ShopError::SoldOut { left: 2 })));
    /// ```
    #[must_use]
    pub fn downcast_ref<E: Send + Sync + 'static>(&self) -> Option<&E> {
        match self.rest.as_ref().and_then(|rest| rest.raised.as_ref()) {
            Some(raised) => (&**raised as &dyn Any).downcast_ref().map(|kept: &Kept<E>| &kept.value),
            None => self.is_answer().then_some(&self.answer as &dyn Any)?.downcast_ref(),
        }
    }

    /// Returns what the function raised, if it was an `E`.
    ///
    /// # Errors
    ///
    /// The error as it was, if it was not.
    pub fn downcast<E: Send + Sync + 'static>(mut self) -> Result<E, Self> {
        if self.downcast_ref::<E>().is_none() {
            return Err(self);
        }
        let value: Option<E> = match self.rest.as_mut().and_then(|rest| rest.raised.take()) {
            Some(raised) => (raised as Box<dyn Any>).downcast().ok().map(|kept: Box<Kept<E>>| kept.value),
            None => (Box::new(self.answer) as Box<dyn Any>).downcast().ok().map(|answer| *answer),
        };
        Ok(value.expect("what can be looked at as an `E` is one"))
    }

    /// Returns the name of the request: the `x-request-id` that it came with, or if something failed, the one that the log has.
    /// Those who answer the error may show it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.rest.as_ref()?.request_id.as_ref()?.to_str().ok()
    }

    pub(crate) fn set_request_id(&mut self, id: Option<HeaderValue>) {
        if id.is_some() {
            self.rest().request_id = id;
        }
    }

    /// Returns the body of a request that does not fit.
    pub(crate) fn body(&self) -> &Bytes {
        static NONE: Bytes = Bytes::new();
        self.rest.as_ref().map_or(&NONE, |rest| &rest.body)
    }

    /// Returns the type of what a function raised, unless it was an [`HttpError`].
    pub(crate) fn raised_type(&self) -> Option<TypeId> {
        Some(self.rest.as_ref()?.raised.as_ref()?.type_of_value())
    }

    /// Forgets everything but the answer.
    pub(crate) fn into_answer(self) -> HttpError {
        self.answer
    }

    /// Returns whether that body was to be JSON.
    pub(crate) fn body_is_json(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.body_is_json)
    }

    /// Returns whether somebody has to look at the log.
    pub(crate) fn is_failure(&self) -> bool {
        self.status() == StatusCode::INTERNAL_SERVER_ERROR || self.cause().is_some()
    }

    /// Returns whether the error is an answer that a function chose, or brigade for it: no request that does not fit, and
    /// nothing that failed.
    pub(crate) fn is_answer(&self) -> bool {
        !matches!(self.told(), Detail::Violations(_)) && !self.is_internal()
    }

    /// Returns whether something failed of which clients learn nothing.
    pub(crate) fn is_internal(&self) -> bool {
        self.status() == StatusCode::INTERNAL_SERVER_ERROR && *self.told() == Detail::Reason
    }

    pub(crate) fn told(&self) -> &Detail {
        &self.answer.0.detail
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.answer.0.headers
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let mut error = Some(error);
        // The one type of error that is an answer already; `From` cannot be implemented for it apart.
        match (&mut error as &mut dyn Any).downcast_mut::<Option<HttpError>>().and_then(Option::take) {
            Some(http) => http.into_error(),
            None => {
                let error = error.expect("it was taken only if it was an `HttpError`");
                Self::reason(StatusCode::INTERNAL_SERVER_ERROR).raised(error, |error| Some(error))
            }
        }
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
        match (self.cause(), self.told()) {
            (Some(cause), _) => write!(formatter, "{cause}"),
            (None, Detail::Text(text)) => formatter.write_str(text),
            (None, detail) => write!(formatter, "{} {detail:?}", self.status()),
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

    /// Returns the status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the detail if it is a sentence, and the standard's words for the status if not.
    #[must_use]
    pub fn message(&self) -> &str {
        match &self.0.detail {
            Detail::Text(text) | Detail::Extended { text, .. } => text,
            Detail::Reason | Detail::Json(_) | Detail::Body(_) | Detail::Violations(_) => {
                reason(self.0.status.as_u16())
            }
        }
    }

    /// Returns the detail.
    #[must_use]
    pub fn detail(&self) -> Value {
        match &self.0.detail {
            Detail::Json(value) | Detail::Body(value) => value.clone(),
            Detail::Violations(violations) => {
                to_value(violations).expect("violations consist of strings, numbers and JSON values")
            }
            Detail::Reason | Detail::Text(_) | Detail::Extended { .. } => {
                Value::String(self.message().to_owned().into())
            }
        }
    }

    /// Returns the members of the answer beside the detail, if a derived [`ApiError`](macro@crate::ApiError) made it.
    #[must_use]
    pub fn members(&self) -> Option<&Object> {
        match &self.0.detail {
            Detail::Extended { members, .. } => Some(members),
            _ => None,
        }
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
pub trait ApiError: Send + Sync + 'static {
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
        Error { answer: self, rest: None }
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
) -> Error {
    let status = StatusCode::from_u16(status).expect("the derive accepts statuses from 400 to 599");
    let detail = if code.is_none() && members.is_empty() {
        Detail::Text(text)
    } else {
        let code = code.map(|code| ("code", Value::from(code)));
        let members = code.into_iter().chain(members).map(|(name, value)| (name.to_owned(), value)).collect();
        Detail::Extended { text, members }
    };
    Error::new(status, detail)
}

/// Is an error underneath another: any error, or a boxed one.
#[doc(hidden)]
pub trait Underlying {
    /// Returns it without its type.
    fn underlying(&self) -> &(dyn std::error::Error + 'static);
}

impl<E: std::error::Error + 'static> Underlying for E {
    fn underlying(&self) -> &(dyn std::error::Error + 'static) {
        self
    }
}

impl Underlying for dyn std::error::Error + Send + Sync {
    fn underlying(&self) -> &(dyn std::error::Error + 'static) {
        self
    }
}

/// Returns the standard's words for a status.
#[doc(hidden)]
#[must_use]
pub fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error")
}
