//! Names the shapes that error answers can have, on the wire and in the OpenAPI document together.

/// Says what the body of every error looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ErrorFormat {
    /// FastAPI's: `application/json` with a `detail`.
    #[default]
    Fastapi,
    /// `application/problem+json`, as in RFC 9457.
    ProblemJson,
}

impl ErrorFormat {
    /// Returns the media type of the bodies.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Fastapi => "application/json",
            Self::ProblemJson => "application/problem+json",
        }
    }
}
