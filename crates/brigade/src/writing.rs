//! Writes what functions return: where the operation runs, or on the pool if that takes long.
//!
//! An operation beside the connections may return more than it is good to write there. How much that is shows only
//! while it is written: so writing gives up at [`LONG`] and begins again on the pool. For a while after that it begins
//! there at once.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use brigade_scheduler::Operation;
use http::StatusCode;
use http_body::Body as _;

use crate::{
    error::Error,
    job_error::job_error,
    respond::{Respond, Response},
};

/// More bytes of JSON than this are written on the pool: they take longer than the way there and back.
const LONG: usize = 64 * 1024;

/// So many answers after a long one are written on the pool without a try.
const REMEMBERED: u8 = 16;

/// Writes the answers of an operation.
#[derive(Debug)]
pub(crate) struct Writer {
    operation: Operation,
    /// How many of the next answers are expected to be long.
    long: AtomicU8,
}

impl Writer {
    pub(crate) fn new(operation: Operation) -> Self {
        Self { operation, long: AtomicU8::new(0) }
    }

    /// Makes the response of `value`, here or on the pool.
    pub(crate) async fn write<T>(&self, value: T, status: Option<StatusCode>) -> Result<Response, Error>
    where
        T: Respond + Send + 'static,
    {
        let long = self.long.load(Relaxed);
        let value = if long > 0 {
            value
        } else {
            match value.respond_within(LONG, status) {
                Ok(answer) => return answer,
                Err(value) => value,
            }
        };
        let answer = self
            .operation
            .resume(LONG, move || value.respond(status))
            .await
            .unwrap_or_else(|error| Err(job_error(error)));
        let is_long = answer.as_ref().is_ok_and(|response| response.body().size_hint().lower() > LONG as u64);
        self.long.store(if is_long { REMEMBERED } else { long.saturating_sub(1) }, Relaxed);
        answer
    }
}
