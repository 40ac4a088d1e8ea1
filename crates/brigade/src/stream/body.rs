//! Is the body of an answer that is sent piece by piece.
//!
//! Whatever goes wrong breaks the body off: the status is sent already, and a client that saw a proper end would take a
//! part for the whole.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use brigade_scheduler::Operation;
use bytes::Bytes;
use http_body::{Body as _, Frame};
use tokio::time::{Instant, Sleep, sleep_until};

use super::event::PING;
use crate::{
    body::{Body, BoxError, Placed, Stopping},
    job_error::caught,
    one_line::OneLine,
};

/// How long a stream of events may be silent. Proxies close connections that are so for 30 or 60 s.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(15);
/// How long a stream of events is silent before it ends, once the server is about to stop. What has an end, such as the
/// words of an answer as they are found, mostly gets there without such a pause.
const LAST_SILENCE_MAX: Duration = Duration::from_secs(1);

/// Is the body.
pub(super) struct Streaming {
    /// What is sent; `None` once that is over.
    source: Option<Body>,
    /// The operation that answered, which is named if a poll holds up others.
    operation: Option<Operation>,
    /// What a stream of events does while there are none.
    silence: Option<Silence>,
    /// What breaks it off, once what was good has left.
    failure: Option<BoxError>,
}

impl Streaming {
    pub(super) fn new(source: Body) -> Self {
        Self { source: Some(source), operation: None, silence: None, failure: None }
    }

    /// Sends comments after `silence_max` without anything else to send, and ends when the server does, unless it has an end.
    pub(super) fn of_events(source: Body, silence_max: Duration, has_end: bool) -> Self {
        let silence =
            Silence { max: silence_max, has_end, since: Instant::now(), timer: None, stopping: None, until: None };
        Self { source: Some(source), operation: None, silence: Some(silence), failure: None }
    }

    fn poll_source(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        let Some(source) = &mut self.source else { return Poll::Ready(None) };
        let polled = caught(|| {
            let _polling = self.operation.as_ref().map(Operation::polling);
            Pin::new(source).poll_frame(context)
        });
        match polled {
            Ok(polled) => {
                polled.map(|piece| piece.map(|piece| piece.map(|frame| frame.into_data().unwrap_or_default())))
            }
            Err(panic) => Poll::Ready(Some(Err(panic.into()))),
        }
    }

    /// Drops what is left of the source, and contains what that says.
    fn end(&mut self) {
        let source = mem::take(&mut self.source);
        if let Err(panic) = caught(|| drop(source)) {
            log(&panic);
        }
    }
}

impl Placed for Streaming {
    fn place(&mut self, operation: &Operation) {
        self.operation.get_or_insert_with(|| operation.clone());
        if let Some(source) = &mut self.source {
            source.place(operation);
        }
    }

    fn heed(&mut self, stopping: &Stopping) {
        if let Some(silence) = self.silence.as_mut().filter(|silence| !silence.has_end) {
            let mut stopping = stopping.subscribe();
            silence.stopping = Some(Box::pin(async move {
                // A server that is gone has stopped.
                stopping
                    .wait_for(Option::is_some)
                    .await
                    .map_or_else(|_| Instant::now(), |until| until.expect("it is some"))
            }));
        }
    }
}

impl Drop for Streaming {
    fn drop(&mut self) {
        self.end();
    }
}

impl http_body::Body for Streaming {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if let Some(failure) = this.failure.take() {
            return Poll::Ready(Some(Err(failure)));
        }
        loop {
            match this.poll_source(context) {
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                Poll::Ready(Some(Ok(piece))) => {
                    if let Some(silence) = &mut this.silence {
                        silence.since = Instant::now();
                    }
                    return Poll::Ready(Some(Ok(Frame::data(piece))));
                }
                Poll::Ready(Some(Err(error))) => {
                    this.end();
                    log(&error);
                    // With the error at once, the connection would forget what it has not sent yet; while it waits, it sends.
                    this.failure = Some(error);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Poll::Ready(None) => {
                    this.end();
                    return Poll::Ready(None);
                }
                Poll::Pending => {
                    let Some(silence) = &mut this.silence else { return Poll::Pending };
                    return Poll::Ready(match ready!(silence.poll_over(context)) {
                        Over::Ping => Some(Ok(Frame::data(Bytes::from_static(PING)))),
                        Over::Stream => {
                            this.end();
                            None
                        }
                    });
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.source.is_none() && self.failure.is_none()
    }
}

fn log(cause: &dyn fmt::Display) {
    let cause = OneLine(cause);
    tracing::error!(target: "brigade::error", %cause, "a stream broke off");
}

/// Is the time in which a stream of events has nothing to send.
struct Silence {
    /// How long it may be.
    max: Duration,
    /// Whether the stream comes to an end, which a client would miss.
    has_end: bool,
    since: Instant,
    /// Made when the stream first waits. An event does not set it anew; it asks when it is due.
    timer: Option<Pin<Box<Sleep>>>,
    /// Tells that the server is about to stop.
    stopping: Option<Pin<Box<dyn Future<Output = Instant> + Send>>>,
    /// Until when the stream may go on, once it is.
    until: Option<Instant>,
}

/// Is what comes after a silence.
enum Over {
    Ping,
    Stream,
}

impl Silence {
    fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<Over> {
        if let Some(stopping) = &mut self.stopping
            && let Poll::Ready(until) = stopping.as_mut().poll(context)
        {
            self.until = Some(until);
            self.stopping = None;
            self.timer = None;
        }
        loop {
            let due = self.due();
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
            ready!(timer.as_mut().poll(context));
            if Instant::now() < due {
                timer.as_mut().reset(due);
                continue;
            }
            if self.until.is_some() {
                return Poll::Ready(Over::Stream);
            }
            self.timer = None;
            self.since = Instant::now();
            return Poll::Ready(Over::Ping);
        }
    }

    fn due(&self) -> Instant {
        match self.until {
            Some(until) => until.min(self.since + LAST_SILENCE_MAX),
            None => self.since + self.max,
        }
    }
}
