//! Says why an item of a batch has no result.

use std::{fmt, sync::Arc};

use brigade_scheduler::{Refusal, batch::BatchFailure};

use super::{Batch, BatchFailed};
use crate::{
    error::{ApiError, Error, HttpError},
    job_error::{refused, stopping, too_late},
    one_line::OneLine,
    spec::ErrorAnswer,
};

/// Says why an item that was sent to a [`#[batch]`](macro@crate::batch) has no result: the function failed with an `E`, or the
/// item never got there.
///
/// `?` makes an [`Error`] of it, or an [`HttpError`]. If `E` is an [`ApiError`](macro@crate::ApiError) its answer stays; any
/// other error is a 500. An item that would have waited for too long is a 503, with the time to come back.
pub struct BatchError<E> {
    reason: Reason<E>,
    batch: &'static str,
    /// What clients are told of an `E`.
    into_error: fn(E) -> Error,
}

enum Reason<E> {
    Failed(E),
    Refused(Refusal),
    Expired,
    Stopping,
    /// What is wrong with the program, for the log.
    Broken(Error),
}

impl<E> BatchError<E> {
    fn new<B: Batch<Error = E>>(reason: Reason<E>) -> Self {
        Self { reason, batch: B::SPEC.name, into_error: B::into_error }
    }

    pub(super) fn failed<B: Batch<Error = E>>(error: E) -> Self {
        Self::new::<B>(Reason::Failed(error))
    }

    pub(super) fn of<B: Batch<Error = E>>(failure: BatchFailure<BatchFailed<E>>) -> Self {
        let name = B::SPEC.name;
        Self::new::<B>(match failure {
            BatchFailure::Failed(failed) => match Arc::try_unwrap(failed) {
                Ok(BatchFailed::Own(error)) => Reason::Failed(error),
                Ok(BatchFailed::Unready(error)) => Reason::Broken(error),
                Err(shared) => match &*shared {
                    BatchFailed::Own(error) => Reason::Failed(B::share(error)),
                    BatchFailed::Unready(error) => Reason::Broken(error.copy()),
                },
            },
            BatchFailure::Refused(refusal) => Reason::Refused(refusal),
            BatchFailure::Expired => Reason::Expired,
            BatchFailure::Panicked(text) => {
                Reason::Broken(Error::internal(format!("the batch `{name}` panicked: {text}")))
            }
            BatchFailure::WrongLength { expected, got } => {
                let text = format!("the batch `{name}` returned {got} results for {expected} items");
                Reason::Broken(Error::internal(text))
            }
            // Whatever else may come to pass is no fault of the item's.
            _ => Reason::Stopping,
        })
    }

    /// Is what code gets that runs for no application.
    pub(super) fn nowhere<B: Batch<Error = E>>() -> Self {
        let name = B::SPEC.name;
        let text = format!(
            "`{name}` was called outside of an application: a task of one's own is taken into it by \
             `brigade::in_application`, and a test calls `{name}::directly`"
        );
        Self::new::<B>(Reason::Broken(Error::internal(text)))
    }

    /// Returns what the function said, if it was called and failed.
    #[must_use]
    pub fn failure(&self) -> Option<&E> {
        match &self.reason {
            Reason::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// Returns what the function said, if it was called and failed.
    ///
    /// # Errors
    ///
    /// The error as it was, if the function never saw the item, or panicked.
    pub fn into_failure(self) -> Result<E, Self> {
        match self.reason {
            Reason::Failed(error) => Ok(error),
            reason => Err(Self { reason, ..self }),
        }
    }

    /// Returns whether the item was turned away since it would have had to wait for too long.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        matches!(self.reason, Reason::Refused(_))
    }

    /// Returns whether the item's time was over before its turn came.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self.reason, Reason::Expired)
    }

    fn answer(self) -> Error {
        match self.reason {
            Reason::Failed(error) => (self.into_error)(error),
            Reason::Refused(refusal) => refused(&refusal),
            Reason::Expired => too_late(),
            Reason::Stopping => stopping(),
            Reason::Broken(error) => error,
        }
    }
}

impl<E> From<BatchError<E>> for Error {
    fn from(error: BatchError<E>) -> Self {
        error.answer()
    }
}

impl<E> From<BatchError<E>> for HttpError {
    fn from(error: BatchError<E>) -> Self {
        let batch = error.batch;
        let error = error.answer();
        // What becomes an `HttpError` is no more than an answer, so this is the last place that knows the cause.
        if let Some(cause) = error.cause() {
            let cause = OneLine(cause);
            tracing::error!(target: "brigade::error", batch, %cause, "a batch failed");
        }
        error.into_answer()
    }
}

impl<E: ApiError> ApiError for BatchError<E> {
    fn into_error(self) -> Error {
        self.answer()
    }

    fn answers() -> Vec<ErrorAnswer> {
        E::answers()
    }
}

impl<E> fmt::Display for BatchError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let batch = self.batch;
        match &self.reason {
            Reason::Failed(_) => write!(formatter, "the batch `{batch}` failed"),
            Reason::Refused(_) => write!(formatter, "the batch `{batch}` is busy"),
            Reason::Expired => write!(formatter, "the batch `{batch}` came too late to an item"),
            Reason::Stopping => formatter.write_str("the server is stopping"),
            Reason::Broken(error) => error.fmt(formatter),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for BatchError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Failed(error) => formatter.debug_tuple("Failed").field(error).finish(),
            _ => write!(formatter, "BatchError({self})"),
        }
    }
}
