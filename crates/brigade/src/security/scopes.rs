//! What a request must be allowed to do.

use std::{fmt, sync::Arc};

/// Holds the scopes that are asked for at a dependency: its own and those of everything that leads to it from the operation.
///
/// It displays as `Authorization` and OAuth 2.0 write scopes: separated by spaces.
///
/// ```
/// use brigade::security::SecurityScopes;
///
/// let scopes = SecurityScopes::new(["me", "items"]);
/// assert_eq!(scopes.to_string(), "me items");
/// assert!(scopes.iter().all(|scope| ["items", "me", "orders"].contains(&scope)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityScopes(Arc<[&'static str]>);

impl SecurityScopes {
    /// Collects scopes, in the order in which they are asked for.
    #[must_use]
    pub fn new(scopes: impl IntoIterator<Item = &'static str>) -> Self {
        Self(scopes.into_iter().collect())
    }

    /// Returns the scopes, outermost first.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Returns whether no scope is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SecurityScopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(" "))
    }
}
