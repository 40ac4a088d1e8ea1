//! Tells a function that nobody waits for its answer any more.

use std::{
    error::Error,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use super::{Argument, Extraction};
use crate::{
    error::{ApiError, HttpError},
    spec::{ErrorAnswer, Injected, Presence, Schema, Source, Type},
};

/// Says whether the client has left or the deadline has passed. An argument of this type is found by its type alone.
///
/// Dropping a future ends an `async fn` that waits; a function that computes has to ask. Clones ask about the same request.
///
/// ```
/// use brigade::{Cancel, HttpError, post, routes};
///
/// #[post("/primes")]
/// fn count_primes(below: u32, cancel: Cancel) -> Result<usize, HttpError> {
///     let mut primes = Vec::new();
///     for number in 2..below {
///         cancel.check()?;
///         if primes.iter().all(|prime| number % prime != 0) {
///             primes.push(number);
///         }
///     }
///     Ok(primes.len())
/// }
///
/// assert_eq!(count_primes(100, Cancel::default()), Ok(25));
/// ```
///
/// Under `detach`, a client that leaves changes nothing: only the deadline is told.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Returns whether nobody waits for the answer any more. It costs a load; ask as often as you like.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Relaxed)
    }

    /// Ends the function with `?` once nobody waits for the answer any more.
    ///
    /// # Errors
    ///
    /// [`Cancelled`], which `?` turns into an [`HttpError`] or a [`brigade::Error`](crate::Error).
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Says that nobody waits any more. brigade does; a test may, to see what the function makes of it.
    pub fn cancel(&self) {
        self.0.store(true, Relaxed);
    }
}

/// Is the error of a function that was cancelled. It is answered to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("nobody waits for the answer any more")
    }
}

impl Error for Cancelled {}

impl From<Cancelled> for HttpError {
    fn from(_: Cancelled) -> Self {
        Self::new(503, "The operation was cancelled")
    }
}

/// A function may return it as it is.
impl ApiError for Cancelled {
    fn into_error(self) -> crate::error::Error {
        HttpError::from(self).into_error()
    }

    fn answers() -> Vec<ErrorAnswer> {
        Vec::new()
    }
}

impl Argument for Cancel {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const INJECTED: Option<Injected> = Some(Injected::Cancel);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        Some(extraction.call.cancel.clone().unwrap_or_default())
    }
}
