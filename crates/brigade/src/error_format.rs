//! Names the shapes that error answers can have, on the wire and in the OpenAPI document together.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use serde::Serialize;

use crate::{error::Error, json, model::Model, one_line::OneLine, spec::Schema};

/// Says what the body of every error looks like.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub enum ErrorFormat {
    /// FastAPI's: `application/json` with a `detail`.
    #[default]
    Fastapi,
    /// `application/problem+json`, as in RFC 9457.
    ProblemJson,
    /// JSON of a model, which [`ErrorFormat::model`] names.
    Model(ErrorModel),
}

/// Is a model that every error is answered with.
#[derive(Debug, Clone, Copy)]
pub struct ErrorModel {
    pub(crate) schema: Schema,
    write: fn(&Error) -> serde_json::Result<Bytes>,
}

impl ErrorFormat {
    /// Makes every error a `T`: those of operations, 404 and 405 of unknown paths, requests that do not fit, and the server's
    /// own.
    ///
    /// ```
    /// use brigade::{App, Error, ErrorFormat, Model, testing::TestClient};
    /// use serde::Serialize;
    ///
    /// #[derive(Serialize, Model)]
    /// struct Failure {
    ///     status: u16,
    ///     message: String,
    /// }
    ///
    /// impl From<&Error> for Failure {
    ///     fn from(error: &Error) -> Self {
    ///         Self { status: error.status().as_u16(), message: error.message().to_owned() }
    ///     }
    /// }
    ///
    /// let client = TestClient::new(App::new("Shop").errors(ErrorFormat::model::<Failure>()));
    /// assert_eq!(client.get("/").send().text(), r#"{"status":404,"message":"Not Found"}"#);
    /// ```
    #[must_use]
    pub const fn model<T>() -> Self
    where
        T: Model + Serialize + for<'e> From<&'e Error>,
    {
        Self::Model(ErrorModel { schema: T::schema, write: |error| json::to_bytes(&T::from(error)) })
    }

    /// Returns the media type of the bodies.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Fastapi | Self::Model(_) => "application/json",
            Self::ProblemJson => "application/problem+json",
        }
    }
}

impl ErrorModel {
    /// Writes `error`; `None` if that goes wrong, which the log then has.
    pub(crate) fn write(self, error: &Error) -> Option<Bytes> {
        // The model is the user's code. Nothing of it is looked at after a panic.
        let cause = match catch_unwind(AssertUnwindSafe(|| (self.write)(error))) {
            Ok(Ok(body)) => return Some(body),
            Ok(Err(cause)) => cause.to_string(),
            Err(_) => "it panicked".to_owned(),
        };
        let cause = OneLine(cause);
        tracing::error!(target: "brigade::error", %cause, "the model of errors could not be written");
        None
    }
}
