//! Turns what functions return into responses.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::{
    body::Body,
    error::{ApiError, Detail, Error, HttpError},
    model::Model,
    request::RequestHead,
    spec::{Answers, Content, ErrorAnswer},
    value::to_value,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Answers a request.
pub type Response = http::Response<Body>;

/// Returns whether HTTP allows a body in an answer of that status (RFC 9110, section 6.4.1).
pub(crate) fn allows_body(status: StatusCode) -> bool {
    !status.is_informational()
        && !matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Turns the return value of a path operation into a response.
///
/// Everything that is a [`Model`] and serialises is JSON; `Result`, `(StatusCode, T)`, [`Text`], [`Html`]
/// and ready [`Response`]s are the rest. Implement it for a type of your own to answer in another way.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a path operation",
    label = "neither a `Model` that serialises nor a response",
    note = "derive both: `#[derive(serde::Serialize, brigade::Model)]`, or return a `Response`",
    note = "the error of a `Result` is an `HttpError`, a `brigade::Error`, or derives `ApiError`"
)]
pub trait Respond {
    /// Whether this is a response already, to which a [`ResponseParts`](crate::ResponseParts) adds nothing.
    const IS_READY: bool = false;

    /// Whether the answer depends on the request's head: then [`negotiate`](Self::negotiate) is called.
    const NEGOTIATES: bool = false;

    /// Adapts the answer to what the request asks for, such as a range of it, before the response is made.
    fn negotiate(&mut self, request: &RequestHead) {
        let _ = request;
    }

    /// Makes the response; `status` is what the operation's attribute declares.
    ///
    /// # Errors
    ///
    /// Whatever shall be answered in the shape of errors instead.
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error>;

    /// Makes the response unless more than `bytes_max` would have to be written for it, and gives the value back if so.
    ///
    /// Beside the connections, what is long is then written on the pool. What implements this trait in another way than by
    /// JSON is taken to be short.
    ///
    /// # Errors
    ///
    /// The value, for [`respond`](Self::respond).
    fn respond_within(self, bytes_max: usize, status: Option<StatusCode>) -> Result<Result<Response, Error>, Self>
    where
        Self: Sized,
    {
        let _ = bytes_max;
        Ok(self.respond(status))
    }

    /// Describes what can be answered, for the document.
    fn answers() -> Answers;
}

#[diagnostic::do_not_recommend]
impl<T: Model + Serialize> Respond for T {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let body = crate::json::to_bytes(&self).map_err(Error::internal)?;
        Ok(response(status, JSON, body))
    }

    fn respond_within(self, bytes_max: usize, status: Option<StatusCode>) -> Result<Result<Response, Error>, Self> {
        match crate::json::to_bytes_within(&self, bytes_max) {
            Ok(Some(body)) => Ok(Ok(response(status, JSON, body))),
            Ok(None) => Err(self),
            Err(error) => Ok(Err(Error::internal(error))),
        }
    }

    fn answers() -> Answers {
        let content = match T::schema() {
            crate::spec::Type::Any | crate::spec::Type::Null => Content::Untyped,
            _ => Content::Json(T::schema),
        };
        Answers { status: None, content, errors: Vec::new() }
    }
}

impl Respond for Response {
    const IS_READY: bool = true;

    fn respond(self, _status: Option<StatusCode>) -> Result<Response, Error> {
        Ok(self)
    }

    fn answers() -> Answers {
        Answers { status: None, content: Content::Untyped, errors: Vec::new() }
    }
}

/// Errors that a handler of errors returns are answered as they would be without it.
macro_rules! error {
    ($($error:ty)*) => {$(
        impl Respond for $error {
            fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
                let error = self.into_error();
                Err(match status {
                    Some(status) => error.with_status(status),
                    None => error,
                })
            }

            fn answers() -> Answers {
                Answers { status: None, content: Content::Untyped, errors: Vec::new() }
            }
        }
    )*};
}

error! { Error HttpError }

impl<T: Respond, E: ApiError> Respond for Result<T, E> {
    const IS_READY: bool = T::IS_READY;
    const NEGOTIATES: bool = T::NEGOTIATES;

    fn negotiate(&mut self, request: &RequestHead) {
        if let Ok(value) = self {
            value.negotiate(request);
        }
    }

    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        self.map_err(E::into_error)?.respond(status)
    }

    fn respond_within(self, bytes_max: usize, status: Option<StatusCode>) -> Result<Result<Response, Error>, Self> {
        match self {
            Ok(value) => value.respond_within(bytes_max, status).map_err(Ok),
            Err(error) => Ok(Err(error.into_error())),
        }
    }

    fn answers() -> Answers {
        let mut answers = T::answers();
        answers.errors.extend(E::answers());
        answers
    }
}

impl<T: Respond> Respond for (StatusCode, T) {
    const IS_READY: bool = T::IS_READY;
    const NEGOTIATES: bool = T::NEGOTIATES;

    fn negotiate(&mut self, request: &RequestHead) {
        self.1.negotiate(request);
    }

    fn respond(self, _status: Option<StatusCode>) -> Result<Response, Error> {
        self.1.respond(Some(self.0))
    }

    fn respond_within(self, bytes_max: usize, _: Option<StatusCode>) -> Result<Result<Response, Error>, Self> {
        let (status, value) = self;
        value.respond_within(bytes_max, Some(status)).map_err(|value| (status, value))
    }

    fn answers() -> Answers {
        T::answers()
    }
}

/// As an error: the body is the JSON of `T`, whatever shape errors have otherwise. The document learns of it by
/// `response(404, model = Message)`.
///
/// ```
/// use brigade::{Model, StatusCode, get};
/// use serde::Serialize;
///
/// #[derive(Serialize, Model)]
/// struct Message {
///     message: &'static str,
/// }
///
/// #[get("/burgers/{burger_id}", response(404, model = Message))]
/// async fn read_burger(burger_id: u64) -> Result<&'static str, (StatusCode, Message)> {
///     Err((StatusCode::NOT_FOUND, Message { message: "Sold out" }))
/// }
/// # let client = brigade::testing::TestClient::new(brigade::App::new("Shop").routes(brigade::routes![read_burger]));
/// # assert_eq!(client.get("/burgers/1").send().text(), r#"{"message":"Sold out"}"#);
/// ```
impl<T: Model + Serialize + Send + Sync + 'static> ApiError for (StatusCode, T) {
    fn into_error(self) -> Error {
        match to_value(&self.1) {
            Ok(body) => Error::new(self.0, Detail::Body(body)),
            Err(error) => Error::internal(error),
        }
    }

    fn answers() -> Vec<ErrorAnswer> {
        Vec::new()
    }
}

/// Answers plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<T>(pub T);

/// Answers an HTML page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html<T>(pub T);

macro_rules! media {
    ($($name:ident $media_type:literal $documented:literal;)*) => {$(
        impl<T: Into<Bytes>> Respond for $name<T> {
            fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
                Ok(response(status, HeaderValue::from_static($media_type), self.0.into()))
            }

            fn answers() -> Answers {
                Answers { status: None, content: Content::Media($documented), errors: Vec::new() }
            }
        }
    )*};
}

media! {
    Text "text/plain; charset=utf-8" "text/plain";
    Html "text/html; charset=utf-8" "text/html";
}

/// Answers bytes of any media type: `Media("image/png", png)`.
///
/// The type of a return value does not tell the media type, so the document cannot either. Implement
/// [`Respond`] for a type of your own, with [`Answers::media`], where it shall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media<T>(pub &'static str, pub T);

impl<T: Into<Bytes>> Respond for Media<T> {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let media_type = HeaderValue::from_str(self.0).map_err(Error::internal)?;
        Ok(response(status, media_type, self.1.into()))
    }

    fn answers() -> Answers {
        Answers { status: None, content: Content::Untyped, errors: Vec::new() }
    }
}

impl Respond for Bytes {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        Ok(response(status, HeaderValue::from_static("application/octet-stream"), self))
    }

    fn answers() -> Answers {
        Answers::media("application/octet-stream")
    }
}

impl Answers {
    /// Describes an answer of another media type than JSON.
    #[must_use]
    pub const fn media(media_type: &'static str) -> Self {
        Self { status: None, content: Content::Media(media_type), errors: Vec::new() }
    }

    /// Describes an answer whose body is of any media type, or is not there: the document does not mention it.
    ///
    /// ```
    /// use brigade::{Answers, App, Error, Media, Respond, Response, StatusCode, get, routes};
    ///
    /// /// A picture in whatever format is at hand.
    /// struct Picture(&'static str, Vec<u8>);
    ///
    /// impl Respond for Picture {
    ///     fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
    ///         Media(self.0, self.1).respond(status)
    ///     }
    ///
    ///     fn answers() -> Answers {
    ///         Answers::undescribed()
    ///     }
    /// }
    ///
    /// #[get("/logo")]
    /// async fn logo() -> Picture {
    ///     Picture("image/gif", b"GIF89a".to_vec())
    /// }
    ///
    /// let document = App::new("Pictures").routes(routes![logo]).openapi();
    /// let answer = serde_json::to_value(&document["paths"]["/logo"]["get"]["responses"]["200"]);
    /// assert_eq!(answer.expect("it is JSON"), serde_json::json!({"description": "Successful Response"}));
    /// ```
    #[must_use]
    pub const fn undescribed() -> Self {
        Self { status: None, content: Content::Empty, errors: Vec::new() }
    }

    /// Describes an answer of JSON of the type `T`.
    #[must_use]
    pub const fn json<T: Model>() -> Self {
        Self { status: None, content: Content::Json(T::schema), errors: Vec::new() }
    }

    /// Says that the JSON is of a media type of its own, such as `application/vnd.api+json`.
    ///
    /// ```
    /// use brigade::{Answers, Error, Media, Respond, Response, StatusCode, Value};
    ///
    /// struct JsonApi(Value);
    ///
    /// impl Respond for JsonApi {
    ///     fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
    ///         Media("application/vnd.api+json", self.0.to_string()).respond(status)
    ///     }
    ///
    ///     fn answers() -> Answers {
    ///         Value::answers().with_media_type("application/vnd.api+json")
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn with_media_type(mut self, media_type: &'static str) -> Self {
        self.content = match self.content {
            Content::Json(schema) => Content::JsonAs(media_type, Some(schema)),
            Content::Untyped => Content::JsonAs(media_type, None),
            Content::JsonAs(_, schema) => Content::JsonAs(media_type, schema),
            other => other,
        };
        self
    }
}

fn response(status: Option<StatusCode>, media_type: HeaderValue, body: Bytes) -> Response {
    let mut response = http::Response::new(Body::from(body));
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}
