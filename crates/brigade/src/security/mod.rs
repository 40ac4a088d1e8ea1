//! Reads credentials from requests, and says in the OpenAPI document how clients send them.
//!
//! A [`Scheme`] is a `static`. An operation or a dependency takes its credentials as an argument:
//!
//! ```
//! use brigade::security::OAuth2PasswordBearer;
//!
//! static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token").scopes(&[("me", "Read your data")]);
//! ```
//!
//! Nothing here says who somebody is: whether a token or a password is right, the application decides.

mod api_key;
mod constant_time;
mod credentials;
mod http_auth;
mod oauth2;
mod open_id;
pub(crate) mod password_form;
mod scopes;

pub use self::{
    api_key::{ApiKeyCookie, ApiKeyHeader, ApiKeyQuery},
    constant_time::constant_time_eq,
    credentials::{FromCredentials, HttpBasicCredentials, HttpCredentials},
    http_auth::{HttpAuth, HttpBasic, HttpBearer, HttpDigest},
    oauth2::{OAuth2, OAuth2AuthorizationCodeBearer, OAuth2Flow, OAuth2PasswordBearer},
    open_id::OpenIdConnect,
    password_form::{OAuth2PasswordForm, OAuth2PasswordFormStrict},
    scopes::SecurityScopes,
};
use crate::{
    error::{Error, HttpError},
    request::RequestHead,
    spec::SchemeSpec,
    value::{Object, Value},
};

/// Finds credentials in a request, and describes where they are.
///
/// Write one for a scheme that brigade does not have, or to refuse requests in another way:
///
/// ```
/// use brigade::{Error, HttpError, RequestHead, SchemeSpec};
/// use brigade::security::{HttpBearer, HttpCredentials, Scheme};
///
/// /// Refuses as older clients expect it.
/// struct Forbidding(HttpBearer);
///
/// impl Scheme for Forbidding {
///     type Credentials = HttpCredentials;
///
///     fn read(&self, head: &RequestHead) -> Result<Option<HttpCredentials>, Error> {
///         self.0.read(head)
///     }
///
///     fn refusal(&self) -> Error {
///         HttpError::new(403, "Not authenticated").into()
///     }
///
///     fn describe(&self) -> SchemeSpec {
///         self.0.describe()
///     }
/// }
///
/// static BEARER: Forbidding = Forbidding(HttpBearer::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a security scheme",
    label = "not a `Scheme`",
    note = "`#[security(…)]` takes a `static` of a type like `OAuth2PasswordBearer` or `ApiKeyHeader`"
)]
pub trait Scheme {
    /// What a request carries.
    type Credentials: Clone + Send + Sync + 'static;

    /// Returns the credentials of a request; `None` if it has none of this scheme.
    ///
    /// # Errors
    ///
    /// Those that are there and cannot be read: the request is refused even where credentials are optional.
    fn read(&self, head: &RequestHead) -> Result<Option<Self::Credentials>, Error>;

    /// Returns what a request without credentials is answered: a 401 that says which are asked for.
    fn refusal(&self) -> Error;

    /// Returns what the document says of the scheme.
    fn describe(&self) -> SchemeSpec;
}

/// Takes the argument `T` from a request; an error if it has no credentials and `T` needs them.
#[doc(hidden)]
pub fn authenticate<S, T>(scheme: &S, head: &RequestHead) -> Result<T, Error>
where
    S: Scheme,
    T: FromCredentials<S::Credentials>,
{
    T::from_credentials(scheme.read(head)?).ok_or_else(|| scheme.refusal())
}

/// Answers a request without credentials; RFC 9110 wants a challenge in every 401.
fn not_authenticated(challenge: &str) -> Error {
    HttpError::new(401, "Not authenticated").header("WWW-Authenticate", challenge).into()
}

/// Makes what the document says of a scheme of type `kind`.
fn described<const N: usize>(
    name: &'static str,
    kind: &'static str,
    description: Option<&'static str>,
    members: [(&'static str, Value); N],
) -> SchemeSpec {
    let description = description.map(|text| ("description", Value::from(text)));
    let members = [("type", kind.into())].into_iter().chain(description).chain(members);
    let definition: Object = members.map(|(key, value)| (key.to_owned(), value)).collect();
    SchemeSpec { name, definition: definition.into() }
}

/// Gives a scheme the two settings that all have: its name in the document, and a description.
macro_rules! common_settings {
    ($scheme:ident) => {
        impl $scheme {
            /// Sets the scheme's name in the document; the name of FastAPI's class otherwise. Two schemes of an
            /// application need two names.
            #[must_use]
            pub const fn named(mut self, name: &'static str) -> Self {
                self.name = name;
                self
            }

            /// Sets what the document says of the scheme, in Markdown.
            #[must_use]
            pub const fn description(mut self, description: &'static str) -> Self {
                self.description = Some(description);
                self
            }
        }
    };
}
use common_settings;

/// Returns whether `text` is a token of RFC 9110: the name of a header, a cookie or an HTTP scheme.
const fn is_token(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        let is_symbol = matches!(
            bytes[index],
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        );
        if !is_symbol && !bytes[index].is_ascii_alphanumeric() {
            return false;
        }
        index += 1;
    }
    !bytes.is_empty()
}
