//! Hands the body over as it arrives.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::time::Instant;

use super::{Argument, Extraction, Readable};
use crate::{
    body::Body,
    collect::Incoming,
    error::{Error, Result},
    limits::Limits,
    spec::{Injected, Presence, Schema, Source, Type},
};

/// Is the body of a request as it arrives, for functions that pass it on or take it in piece by piece.
///
/// However long it is, it takes no more memory than one piece: a client sends only as fast as the function takes. The time that
/// an operation has for its answer begins anew with every piece.
///
/// ```
/// use brigade::{BodyStream, Result, post};
///
/// #[post("/lines")]
/// async fn count_lines(mut body: BodyStream) -> Result<usize> {
///     let mut count = 0;
///     while let Some(piece) = body.next().await? {
///         count += piece.iter().filter(|byte| **byte == b'\n').count();
///     }
///     Ok(count)
/// }
///
/// # async fn test() -> Result<()> {
/// // The function stays an ordinary function.
/// assert_eq!(count_lines("one\ntwo\n".into()).await?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct BodyStream {
    incoming: Incoming,
    arrival: Arc<Arrival>,
}

impl BodyStream {
    pub(crate) fn new(body: Body, limits: &Limits) -> Result<Self> {
        let incoming = Incoming::new(body, limits.stream_bytes_max.unwrap_or(usize::MAX), limits)?;
        Ok(Self { incoming, arrival: Arc::default() })
    }

    /// Returns the next piece, of any length; `None` at the end.
    ///
    /// # Errors
    ///
    /// 413 if the body is longer than [`Limits::stream_bytes_max`]; 408 if it stalls or is slower than [`Limits`] allow; 400 if
    /// the client left or sent nonsense.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let _awaited = Awaited::begin(&self.arrival);
        self.incoming.next().await
    }

    /// Returns what knows whether the function waits for the client.
    pub(crate) fn arrival(&self) -> Arc<Arrival> {
        self.arrival.clone()
    }
}

impl<T: Into<Body>> From<T> for BodyStream {
    /// Makes a body for a test.
    fn from(body: T) -> Self {
        let limits = Limits { stream_bytes_max: None, ..Limits::default() };
        Self::new(body.into(), &limits).expect("there is no limit to its length")
    }
}

/// Says since when a function has not waited for the body.
#[derive(Debug)]
pub(crate) struct Arrival(Mutex<Option<Instant>>);

impl Default for Arrival {
    fn default() -> Self {
        Self(Mutex::new(Some(Instant::now())))
    }
}

impl Arrival {
    /// Returns for how long the function has had all that it asked for; `None` while it waits for more.
    pub(crate) fn idle(&self) -> Option<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed())
    }

    fn set(&self, idle_since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = idle_since;
    }
}

/// Says that the function waits, until it is dropped: with the piece, or because the function gave up.
struct Awaited<'a>(&'a Arrival);

impl<'a> Awaited<'a> {
    fn begin(arrival: &'a Arrival) -> Self {
        arrival.set(None);
        Self(arrival)
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}

/// Holds a body until the one function that asks for it takes it. Boxed, so that requests without one do not carry the room.
#[derive(Debug, Default)]
pub(crate) struct Handover(Mutex<Option<Box<BodyStream>>>);

impl Handover {
    pub(crate) fn put(&mut self, stream: BodyStream) {
        self.0 = Mutex::new(Some(Box::new(stream)));
    }

    /// Returns what knows of the body whether the function waits for it, if there is one.
    pub(crate) fn arrival(&mut self) -> Option<Arc<Arrival>> {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).as_deref().map(BodyStream::arrival)
    }

    fn take(&self) -> Option<BodyStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map(|stream| *stream)
    }
}

impl Argument for BodyStream {
    const SOURCE: Source = Source::Body;
    const PRESENCE: Presence = Presence::Required;
    const SCHEMA: Schema = || Type::Any;
    const RAW: bool = true;
    const INJECTED: Option<Injected> = Some(Injected::Stream);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        let stream = extraction.call.stream.take();
        if stream.is_none() {
            // An application in which two functions ask for it does not start.
            extraction.fatal.get_or_insert_with(|| Error::internal("the body was taken already"));
        }
        stream
    }
}

#[diagnostic::do_not_recommend]
impl Readable for BodyStream {}
