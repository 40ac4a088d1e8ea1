//! Reads a request body, within the limits.
//!
//! A body that is here already costs neither a copy nor a clock reading; the timer starts when the first piece is late.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use brigade_scheduler::Operation;
use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use http_body::{Body as _, Frame};
use tokio::time::{Instant, Sleep};

use crate::{
    body::Body,
    error::Error,
    limits::{Limits, NEVER},
    multipart::{self, Assembly, Form, Parser},
    spool::{Spool, temporary_file},
};

/// Memory reserved on the word of a `Content-Length`; more is reserved as it arrives.
const RESERVED_BYTES_MAX: usize = 64 * 1024;

/// Returns all bytes of `body`.
///
/// # Errors
///
/// 413 if there are more than `bytes_max`, before reading any if the length is announced; 408 if the body stalls or
/// is slower than `limits` allow; 400 if the client left or sent nonsense.
pub(crate) async fn collect(body: Body, bytes_max: usize, limits: &Limits) -> Result<Bytes, Error> {
    let announced = body.size_hint().lower();
    let ready = body.ready();
    let mut incoming = Incoming::new(body, bytes_max, limits)?;
    if let Some(bytes) = ready {
        return Ok(bytes);
    }
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    let mut collected = Collected::default();
    while let Some(piece) = incoming.next().await? {
        collected.push(piece, announced);
    }
    Ok(collected.into_bytes())
}

/// Reads the form with files that comes with `headers`, and keeps on disk what is too much for memory, but for files of the
/// names in `whole`. The calls on the disk are jobs of `files`.
///
/// # Errors
///
/// Those of [`collect`]; 400 if it is no form or beyond the limits; 507 if there is no room on disk.
pub(crate) async fn collect_form(
    body: Body,
    headers: &HeaderMap,
    whole: &[&'static str],
    limits: &Limits,
    files: &Operation,
) -> Result<Form, Error> {
    let boundary = multipart::boundary(headers)?;
    let mut incoming = Incoming::new(body, limits.multipart_bytes_max, limits)?;
    let mut parser = Parser::new(&boundary, limits);
    let mut assembly = Assembly::new(limits, whole, Spool::new(files.clone(), temporary_file));
    while let Some(piece) = incoming.next().await? {
        parser.push(piece);
        while let Some(event) = parser.next()? {
            assembly.add(event)?;
        }
        assembly.make_room().await?;
    }
    parser.finish()?;
    assembly.finish().await
}

/// Is a body that arrives, within the limits.
#[derive(Debug)]
pub(crate) struct Incoming {
    body: Body,
    bytes_max: usize,
    received: usize,
    tempo: Tempo,
    /// Is there once a piece was late.
    pace: Option<Pace>,
}

impl Incoming {
    /// Begins to read `body`.
    ///
    /// # Errors
    ///
    /// 413 if it says that it has more than `bytes_max`.
    pub(crate) fn new(body: Body, bytes_max: usize, limits: &Limits) -> Result<Self, Error> {
        if body.size_hint().lower() > bytes_max as u64 {
            return Err(too_large());
        }
        Ok(Self { body, bytes_max, received: 0, tempo: Tempo::of(limits), pace: None })
    }

    /// Returns the next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// 413 if more has come than may; 408 if the body stalls or is slower than the limits allow; what a layer says is
    /// wrong with it; 400 if the client left or sent nonsense.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while let Some(frame) = poll_fn(|context| self.poll_frame(context)).await? {
            // Trailers are not part of the body, and nothing reads them.
            if let Ok(data) = frame.into_data() {
                if data.len() > self.bytes_max - self.received {
                    return Err(too_large());
                }
                self.received += data.len();
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Frame<Bytes>>, Error>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(None) => Poll::Ready(Ok(None)),
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(pace) = &mut self.pace {
                    pace.last = None;
                }
                Poll::Ready(Ok(Some(frame)))
            }
            // A layer around the body may have said what is wrong with it.
            Poll::Ready(Some(Err(cause))) => Poll::Ready(Err(Error::unboxed(cause).unwrap_or_else(|cause| {
                // The client's doing: were it a failure, clients could fill the log.
                tracing::debug!(%cause, "a body broke off");
                Error::text(StatusCode::BAD_REQUEST, "There was an error parsing the body")
            }))),
            Poll::Pending => {
                let pace = self.pace.get_or_insert_with(Pace::start);
                pace.poll_late(self.received, self.tempo, context).map(|()| Err(too_slow()))
            }
        }
    }
}

/// Says how fast a body must arrive.
#[derive(Debug, Clone, Copy)]
struct Tempo {
    gap_max: Duration,
    rate_min: u32,
    grace: Duration,
}

impl Tempo {
    fn of(limits: &Limits) -> Self {
        Self {
            gap_max: limits.body_gap_max.min(NEVER),
            rate_min: limits.body_rate_min,
            grace: limits.body_grace.min(NEVER),
        }
    }

    /// Returns for how long `received` bytes satisfy the lowest rate.
    fn owed(self, received: usize) -> Duration {
        // A rate of zero asks for nothing.
        let seconds = received.checked_div(self.rate_min as usize);
        self.grace.max(seconds.map_or(NEVER, |seconds| Duration::from_secs(seconds as u64)))
    }
}

/// Measures a body that did not arrive at once.
#[derive(Debug)]
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
    fn poll_late(&mut self, received: usize, tempo: Tempo, context: &mut Context<'_>) -> Poll<()> {
        if self.last.is_none() {
            let last = Instant::now();
            self.last = Some(last);
            self.timer.as_mut().reset((last + tempo.gap_max).min(self.started + tempo.owed(received)));
        }
        self.timer.as_mut().poll(context)
    }
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
