//! Says to clients why an operation gave no answer.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use brigade_scheduler::{JobError, Refusal};
use http::{HeaderValue, StatusCode, header};

use crate::error::Error;

/// Returns what a client is told when a job gave no result.
pub(crate) fn job_error(error: JobError) -> Error {
    match error {
        JobError::Panicked(payload) => panicked(&*payload),
        JobError::Refused(refusal) => refused(&refusal),
        _ => stopping(),
    }
}

/// Makes a 500 of a panic; what it said is for the log.
fn panicked(payload: &(dyn Any + Send)) -> Error {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!("panic: {}", text.unwrap_or("with a payload that is no text")))
}

/// Waits for a user's future, and makes an error of a panic.
pub(crate) async fn contained<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut future = pin!(future);
    poll_fn(|context| poll_contained(future.as_mut(), context)).await
}

/// Polls a user's future, and makes an error of a panic.
pub(crate) fn poll_contained<T, F>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<Result<T, Error>>
where
    F: Future<Output = Result<T, Error>> + ?Sized,
{
    caught(|| future.poll(context)).unwrap_or_else(|panic| Poll::Ready(Err(panic)))
}

/// Calls what runs a user's code, and makes an error of a panic.
pub(crate) fn caught<T>(function: impl FnOnce() -> T) -> Result<T, Error> {
    // Nothing of it is looked at after a panic, so no broken invariant of its can be seen.
    catch_unwind(AssertUnwindSafe(function)).map_err(|payload| panicked(&*payload))
}

/// Makes a 503 that says when to come back.
pub(crate) fn refused(refusal: &Refusal) -> Error {
    unavailable("The server is busy", refusal.retry_after)
}

/// Makes a 503 of too much that is not finished yet.
pub(crate) fn unfinished() -> Error {
    unavailable("The server is busy", Duration::ZERO)
}

/// Makes a 503 of an end that comes sooner than the answer.
pub(crate) fn stopping() -> Error {
    unavailable("The server is stopping", Duration::ZERO)
}

/// Makes a 503 of a request that comes before the server is ready.
pub(crate) fn starting() -> Error {
    unavailable("The server is starting", Duration::ZERO)
}

/// Makes a 503 of a deadline that has passed.
pub(crate) fn too_late() -> Error {
    unavailable("The operation took too long", Duration::ZERO)
}

/// A client that comes back before a second is over would only add to the load.
fn unavailable(text: &'static str, retry_after: Duration) -> Error {
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    Error::text(StatusCode::SERVICE_UNAVAILABLE, text).header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
}
