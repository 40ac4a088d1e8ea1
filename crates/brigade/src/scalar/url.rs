//! URLs, by the WHATWG's rules.

use std::{fmt, ops::Deref, str::FromStr};

use ::url::{ParseError, Url};

use super::{canonical, length, object, scalar_model, text_scalar};
use crate::{
    spec::{Coerced, Scalar},
    value::Tree,
    violation::Fault,
};

/// Most bytes of an [`HttpUrl`]: pydantic's limit, which is that of old browsers.
const HTTP_URL_BYTES_MAX: usize = 2083;

static URL: Scalar = Scalar {
    name: "AnyUrl",
    label: "function-wrap[wrap_val()]",
    coerce: |value| Url::parse(text(value)?).map(canonical).map_err(|error| unreadable(value, error)),
    check: length,
    json_schema: |_| object([("type", "string".into()), ("format", "uri".into()), ("minLength", Tree::Int(1))]),
};

static HTTP_URL: Scalar = Scalar {
    name: "HttpUrl",
    label: "function-wrap[wrap_val()]",
    coerce: coerce_http,
    check: length,
    json_schema: |_| {
        object([
            ("type", "string".into()),
            ("format", "uri".into()),
            ("minLength", Tree::Int(1)),
            ("maxLength", HTTP_URL_BYTES_MAX.into()),
        ])
    },
};

scalar_model!(Url, URL);

/// Is a URL of `http` or `https` with at most 2,083 bytes, in normal form: pydantic's `HttpUrl`.
///
/// ```
/// let url: brigade::HttpUrl = "HTTP://Example.COM:80/a b".parse()?;
/// assert_eq!(url.as_str(), "http://example.com/a%20b");
/// # Ok::<(), brigade::InvalidHttpUrl>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpUrl(Url);

text_scalar!(HttpUrl, HTTP_URL);

/// Says why a text is no URL of `http` or `https`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidHttpUrl {
    /// It is no URL.
    Url(ParseError),
    /// Its scheme is another.
    Scheme,
    /// It has more than 2,083 bytes.
    Length,
}

impl Deref for HttpUrl {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.0
    }
}

impl From<HttpUrl> for Url {
    fn from(url: HttpUrl) -> Self {
        url.0
    }
}

impl FromStr for HttpUrl {
    type Err = InvalidHttpUrl;

    fn from_str(text: &str) -> Result<Self, InvalidHttpUrl> {
        if text.len() > HTTP_URL_BYTES_MAX {
            return Err(InvalidHttpUrl::Length);
        }
        let url = Url::parse(text).map_err(InvalidHttpUrl::Url)?;
        if matches!(url.scheme(), "http" | "https") { Ok(Self(url)) } else { Err(InvalidHttpUrl::Scheme) }
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for InvalidHttpUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(formatter),
            Self::Scheme => formatter.write_str("URL scheme should be 'http' or 'https'"),
            Self::Length => write!(formatter, "URL should have at most {HTTP_URL_BYTES_MAX} characters"),
        }
    }
}

impl std::error::Error for InvalidHttpUrl {}

fn text<'v>(value: &'v Tree<'_>) -> Result<&'v str, Fault> {
    match value {
        Tree::String(text) => Ok(text),
        _ => Err(Fault::new("url_type", "URL input should be a string or URL")),
    }
}

fn coerce_http(value: &Tree<'_>) -> Result<Coerced, Fault> {
    text(value)?.parse::<HttpUrl>().map(canonical).map_err(|error| match error {
        InvalidHttpUrl::Url(error) => unreadable(value, error),
        InvalidHttpUrl::Scheme => {
            Fault::new("url_scheme", error.to_string()).with("expected_schemes", "'http' or 'https'")
        }
        InvalidHttpUrl::Length => Fault::new("url_too_long", error.to_string()).with("max_length", HTTP_URL_BYTES_MAX),
    })
}

fn unreadable(value: &Tree<'_>, error: ParseError) -> Fault {
    let error = match value {
        Tree::String(text) if text.is_empty() => "input is empty".to_owned(),
        _ => error.to_string(),
    };
    Fault::new("url_parsing", format!("Input should be a valid URL, {error}")).with("error", error)
}
