//! Why an item has no output.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use crate::policy::Refusal;

/// Why an item has no output.
#[non_exhaustive]
pub enum BatchFailure<E> {
    /// The work failed, with this error: for this item alone, or for all of a batch.
    Failed(Arc<E>),
    /// The work panicked, with this message.
    Panicked(String),
    /// The work returned another number of outputs than it had items, so nobody knows whose they are.
    WrongLength {
        /// How many items it had.
        expected: usize,
        /// How many outputs it returned.
        got: usize,
    },
    /// There is more to do than can be done; the item was not tried.
    Refused(Refusal),
    /// Its time was over before it was tried.
    Expired,
    /// The pool was dropped before the work was done.
    Closed,
}

impl<E> Clone for BatchFailure<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Failed(error) => Self::Failed(error.clone()),
            Self::Panicked(message) => Self::Panicked(message.clone()),
            &Self::WrongLength { expected, got } => Self::WrongLength { expected, got },
            &Self::Refused(refusal) => Self::Refused(refusal),
            Self::Expired => Self::Expired,
            Self::Closed => Self::Closed,
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for BatchFailure<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => formatter.debug_tuple("Failed").field(error).finish(),
            other => write!(formatter, "{}", other.words()),
        }
    }
}

impl<E: fmt::Display> fmt::Display for BatchFailure<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(formatter),
            other => formatter.write_str(&other.words()),
        }
    }
}

impl<E: Error> Error for BatchFailure<E> {}

impl<E> BatchFailure<E> {
    fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Failed(_) => "the work failed".into(),
            Self::Panicked(message) => format!("the work panicked: {message}").into(),
            Self::WrongLength { expected, got } => format!("{got} outputs came of {expected} items").into(),
            Self::Refused(refusal) => format!("the item was refused: {refusal}").into(),
            Self::Expired => "the item was not tried in time".into(),
            Self::Closed => "the pool is closed".into(),
        }
    }
}
