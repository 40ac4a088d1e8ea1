//! Holds pages for browsers, and puts text into HTML without changing what either means.

use std::fmt;

use http::{HeaderName, HeaderValue, header};

use crate::{body::Body, random::hexadecimal, respond::Response};

/// Holds a page and what a browser may do on it.
#[derive(Debug, Clone)]
pub(crate) struct HtmlPage {
    /// The HTML.
    pub(crate) html: String,
    /// The `Content-Security-Policy`.
    pub(crate) content_security_policy: String,
}

impl HtmlPage {
    /// Makes the answer that shows it.
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.html));
        let mut set = |name: HeaderName, value: &str| {
            let value = HeaderValue::from_str(value).expect("policies and media types are visible ASCII");
            response.headers_mut().insert(name, value);
        };
        set(header::CONTENT_TYPE, "text/html; charset=utf-8");
        set(header::CONTENT_SECURITY_POLICY, &self.content_security_policy);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(header::REFERRER_POLICY, "no-referrer");
        response
    }
}

/// Marks the scripts that are part of a page; whatever slips in later does not have it.
#[derive(Debug, Clone)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// Makes one that nobody can guess.
    pub(crate) fn random() -> Self {
        Self(hexadecimal())
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Returns `text` for an element's content or an attribute's value in double quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
