//! What requests carry, and which arguments can be made of it.

use crate::scalar::Secret;

/// Can be an argument that takes credentials of the type `C`: `C` itself, or `Option<C>` where a request may have none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take the credentials of this scheme",
    label = "the scheme reads `{C}`",
    note = "take `{C}`, or `Option<{C}>` to be called without credentials too"
)]
pub trait FromCredentials<C>: Sized {
    /// Returns the argument; `None` refuses the request.
    fn from_credentials(credentials: Option<C>) -> Option<Self>;
}

impl<C> FromCredentials<C> for C {
    fn from_credentials(credentials: Option<C>) -> Option<Self> {
        credentials
    }
}

impl<C> FromCredentials<C> for Option<C> {
    fn from_credentials(credentials: Option<C>) -> Option<Self> {
        Some(credentials)
    }
}

/// Holds what `Authorization` says: a scheme and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpCredentials {
    /// The scheme as the client wrote it: `Bearer`, `bearer`.
    pub scheme: String,
    /// What follows, without spaces around it.
    pub credentials: String,
}

/// Holds a name and a password.
///
/// Compare both with [`constant_time_eq`](super::constant_time_eq): how long `==` takes tells how much was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpBasicCredentials {
    /// What is before the first `:`.
    pub username: String,
    /// What is after it.
    pub password: Secret,
}
