//! Reads a request body, within the limits.
//!
//! A body that is here already costs neither a copy nor a clock reading; the timer starts when the first piece is late.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{BufMut, Bytes, BytesMut};
use http::StatusCode;
use http_body::Body as _;
use tokio::time::{Instant, Sleep};

use crate::{body::Body, error::Error, limits::Limits};

/// Memory reserved on the word of a `Content-Length`; more is reserved as it arrives.
const RESERVED_BYTES_MAX: usize = 64 * 1024;

/// Returns all bytes of `body`.
///
/// # Errors
///
/// 413 if there are more than `bytes_max`, before reading any if the length is announced; 408 if the body stalls or
/// is slower than `limits` allow; 400 if the client left or sent nonsense.
pub(crate) async fn collect(mut body: Body, bytes_max: usize, limits: &Limits) -> Result<Bytes, Error> {
    let announced = body.size_hint().lower();
    if announced > bytes_max as u64 {
        return Err(too_large());
    }
    if let Some(bytes) = body.ready() {
        return Ok(bytes);
    }
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    let mut collected = Collected::default();
    let mut pace = None;
    while let Some(frame) =
        poll_fn(|context| poll_frame(&mut body, &mut pace, collected.len(), limits, context)).await?
    {
        // Trailers are not part of the body, and nothing reads them.
        if let Ok(data) = frame.into_data() {
            if data.len() > bytes_max - collected.len() {
                return Err(too_large());
            }
            collected.push(data, announced);
        }
    }
    Ok(collected.into_bytes())
}

fn poll_frame(
    body: &mut Body,
    pace: &mut Option<Pace>,
    received: usize,
    limits: &Limits,
    context: &mut Context<'_>,
) -> Poll<Result<Option<http_body::Frame<Bytes>>, Error>> {
    match Pin::new(body).poll_frame(context) {
        Poll::Ready(None) => Poll::Ready(Ok(None)),
        Poll::Ready(Some(Ok(frame))) => {
            if let Some(pace) = pace {
                pace.last = None;
            }
            Poll::Ready(Ok(Some(frame)))
        }
        Poll::Ready(Some(Err(cause))) => {
            Poll::Ready(Err(Error::text(StatusCode::BAD_REQUEST, "There was an error parsing the body").because(cause)))
        }
        Poll::Pending => {
            let pace = pace.get_or_insert_with(Pace::start);
            pace.poll_late(received, limits, context).map(|()| Err(too_slow()))
        }
    }
}

/// Measures a body that did not arrive at once.
struct Pace {
    started: Instant,
    /// When the latest piece came; `None` while a piece has come that was not yet timed.
    last: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

impl Pace {
    fn start() -> Self {
        let started = Instant::now();
        Self { started, last: None, timer: Box::pin(tokio::time::sleep_until(started)) }
    }

    /// Is ready once the next piece is too late.
    fn poll_late(&mut self, received: usize, limits: &Limits, context: &mut Context<'_>) -> Poll<()> {
        if self.last.is_none() {
            let last = Instant::now();
            self.last = Some(last);
            self.timer.as_mut().reset((last + limits.body_gap_max).min(self.started + owed(received, limits)));
        }
        self.timer.as_mut().poll(context)
    }
}

/// Returns for how long `received` bytes satisfy the lowest rate.
fn owed(received: usize, limits: &Limits) -> Duration {
    // A rate of zero asks for nothing; a year is never.
    let seconds = received.checked_div(limits.body_rate_min as usize).unwrap_or(31_536_000);
    limits.body_grace.max(Duration::from_secs(seconds as u64))
}

fn too_large() -> Error {
    Error::text(StatusCode::PAYLOAD_TOO_LARGE, "Request body too large")
}

fn too_slow() -> Error {
    Error::text(StatusCode::REQUEST_TIMEOUT, "Request body too slow")
}

/// Holds what has arrived: without a copy while it is one piece.
#[derive(Default)]
enum Collected {
    #[default]
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Collected {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(bytes) => bytes.len(),
            Self::Many(bytes) => bytes.len(),
        }
    }

    fn push(&mut self, piece: Bytes, announced: usize) {
        *self = match std::mem::take(self) {
            Self::Nothing => Self::One(piece),
            Self::One(first) => {
                let here = first.len() + piece.len();
                let mut all = BytesMut::with_capacity(announced.min(RESERVED_BYTES_MAX).max(here));
                all.put(first);
                all.put(piece);
                Self::Many(all)
            }
            Self::Many(mut all) => {
                all.put(piece);
                Self::Many(all)
            }
        };
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(bytes) => bytes,
            Self::Many(bytes) => bytes.freeze(),
        }
    }
}
