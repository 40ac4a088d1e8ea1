//! The schemes of HTTP itself: `Authorization: Basic …`, `Bearer …` and others.

use std::borrow::Cow;

use http::header;

use super::{
    Scheme, common_settings,
    credentials::{HttpBasicCredentials, HttpCredentials},
    described, is_token, not_authenticated,
};
use crate::{
    error::Error,
    pairs,
    request::RequestHead,
    scalar::{Secret, decode_as_python},
    spec::SchemeSpec,
};

/// Returns the first `Authorization` header, if it is not empty.
pub(super) fn authorization(head: &RequestHead) -> Option<Cow<'_, str>> {
    head.headers.get(header::AUTHORIZATION).map(pairs::text).filter(|text| !text.is_empty())
}

/// Returns what follows `scheme`, without spaces around it; empty if nothing does.
pub(super) fn credentials_of(head: &RequestHead, scheme: &str) -> Option<String> {
    let credentials = split(&authorization(head)?);
    credentials.scheme.eq_ignore_ascii_case(scheme).then_some(credentials.credentials)
}

fn split(authorization: &str) -> HttpCredentials {
    let (scheme, credentials) = authorization.split_once(' ').unwrap_or((authorization, ""));
    HttpCredentials { scheme: scheme.to_owned(), credentials: credentials.trim().to_owned() }
}

/// Returns scheme and credentials where there are both.
fn both(head: &RequestHead) -> Option<HttpCredentials> {
    let both = split(&authorization(head)?);
    (!both.scheme.is_empty() && !both.credentials.is_empty()).then_some(both)
}

/// Asks for a name and a password: `Authorization: Basic …` (RFC 7617).
///
/// Credentials that cannot be read are refused even where they are optional.
#[derive(Debug, Clone, Copy)]
pub struct HttpBasic {
    name: &'static str,
    description: Option<&'static str>,
    realm: Option<&'static str>,
}

common_settings!(HttpBasic);

impl HttpBasic {
    /// Describes the scheme.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "schemes are made in `static`s, where `Default` cannot be used")]
    pub const fn new() -> Self {
        Self { name: "HTTPBasic", description: None, realm: None }
    }

    /// Names what the password is for; browsers show it.
    ///
    /// # Panics
    ///
    /// If it has other characters than visible ASCII and spaces, or quotes or backslashes.
    #[must_use]
    pub const fn realm(mut self, realm: &'static str) -> Self {
        let bytes = realm.as_bytes();
        let mut index = 0;
        while index < bytes.len() {
            let is_plain = matches!(bytes[index], b' '..=b'~') && !matches!(bytes[index], b'"' | b'\\');
            assert!(is_plain, "a realm consists of visible ASCII and spaces, without quotes and backslashes");
            index += 1;
        }
        self.realm = Some(realm);
        self
    }
}

impl Scheme for HttpBasic {
    type Credentials = HttpBasicCredentials;

    fn read(&self, head: &RequestHead) -> Result<Option<HttpBasicCredentials>, Error> {
        let Some(encoded) = credentials_of(head, "basic") else { return Ok(None) };
        decode(&encoded).map(Some).ok_or_else(|| self.refusal())
    }

    fn refusal(&self) -> Error {
        match self.realm {
            Some(realm) => not_authenticated(&format!("Basic realm=\"{realm}\"")),
            None => not_authenticated("Basic"),
        }
    }

    fn describe(&self) -> SchemeSpec {
        described(self.name, "http", self.description, [("scheme", "basic".into())])
    }
}

fn decode(encoded: &str) -> Option<HttpBasicCredentials> {
    let decoded = decode_as_python(encoded).ok().filter(|_| encoded.is_ascii())?;
    let text = std::str::from_utf8(&decoded).ok().filter(|text| text.is_ascii())?;
    let (username, password) = text.split_once(':')?;
    Some(HttpBasicCredentials { username: username.to_owned(), password: Secret::from(password.to_owned()) })
}

/// Asks for a token: `Authorization: Bearer …` (RFC 6750).
#[derive(Debug, Clone, Copy)]
pub struct HttpBearer {
    name: &'static str,
    description: Option<&'static str>,
    format: Option<&'static str>,
}

common_settings!(HttpBearer);

impl HttpBearer {
    /// Describes the scheme.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "schemes are made in `static`s, where `Default` cannot be used")]
    pub const fn new() -> Self {
        Self { name: "HTTPBearer", description: None, format: None }
    }

    /// Tells people what the token is: `JWT`.
    #[must_use]
    pub const fn bearer_format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }
}

impl Scheme for HttpBearer {
    type Credentials = HttpCredentials;

    fn read(&self, head: &RequestHead) -> Result<Option<HttpCredentials>, Error> {
        Ok(both(head).filter(|found| found.scheme.eq_ignore_ascii_case("bearer")))
    }

    fn refusal(&self) -> Error {
        not_authenticated("Bearer")
    }

    fn describe(&self) -> SchemeSpec {
        match self.format {
            Some(format) => {
                let members = [("scheme", "bearer".into()), ("bearerFormat", format.into())];
                described(self.name, "http", self.description, members)
            }
            None => described(self.name, "http", self.description, [("scheme", "bearer".into())]),
        }
    }
}

/// Asks for `Authorization: Digest …` (RFC 7616), and passes it on as it came: checking it is up to the application.
#[derive(Debug, Clone, Copy)]
pub struct HttpDigest {
    name: &'static str,
    description: Option<&'static str>,
}

common_settings!(HttpDigest);

impl HttpDigest {
    /// Describes the scheme.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "schemes are made in `static`s, where `Default` cannot be used")]
    pub const fn new() -> Self {
        Self { name: "HTTPDigest", description: None }
    }
}

impl Scheme for HttpDigest {
    type Credentials = HttpCredentials;

    fn read(&self, head: &RequestHead) -> Result<Option<HttpCredentials>, Error> {
        Ok(both(head).filter(|found| found.scheme.eq_ignore_ascii_case("digest")))
    }

    fn refusal(&self) -> Error {
        not_authenticated("Digest")
    }

    fn describe(&self) -> SchemeSpec {
        described(self.name, "http", self.description, [("scheme", "digest".into())])
    }
}

/// Asks for an `Authorization` header of whatever scheme.
///
/// The document and the 401 name the scheme that it was made with; requests with another one are taken as well, and their
/// [`HttpCredentials::scheme`] tells.
#[derive(Debug, Clone, Copy)]
pub struct HttpAuth {
    name: &'static str,
    description: Option<&'static str>,
    scheme: &'static str,
}

common_settings!(HttpAuth);

impl HttpAuth {
    /// Describes the scheme.
    ///
    /// # Panics
    ///
    /// If `scheme` is no token of RFC 9110.
    #[must_use]
    pub const fn new(scheme: &'static str) -> Self {
        assert!(is_token(scheme), "an HTTP scheme consists of ASCII letters, digits and a few symbols");
        Self { name: "HTTPBase", description: None, scheme }
    }
}

impl Scheme for HttpAuth {
    type Credentials = HttpCredentials;

    fn read(&self, head: &RequestHead) -> Result<Option<HttpCredentials>, Error> {
        Ok(both(head))
    }

    fn refusal(&self) -> Error {
        not_authenticated(&capitalised(self.scheme))
    }

    fn describe(&self) -> SchemeSpec {
        described(self.name, "http", self.description, [("scheme", self.scheme.into())])
    }
}

/// Capitalises every letter that follows none, and lowers the others.
fn capitalised(scheme: &str) -> String {
    let mut within_word = false;
    let capitalise = |letter: char| {
        let written = if within_word { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() };
        within_word = letter.is_ascii_alphabetic();
        written
    };
    scheme.chars().map(capitalise).collect()
}
