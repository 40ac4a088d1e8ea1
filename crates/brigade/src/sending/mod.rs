//! Takes what a plain function sends while it works.
//!
//! The function is a job of the pool and its items go through a queue: [`Sending`] makes the head of the answer once the
//! first is there, and [`Rest`] sends the others. A function that is ahead by [`QUEUED_MAX`] items blocks until the client
//! has taken one, and hears of it when there is no client any more.

mod negotiation;

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use tokio::sync::mpsc;

use self::negotiation::prefers_events;
use crate::{
    body::Body,
    error::{Error, Result},
    extract::{Answering, Argument, Call, Cancel, Cancelled, Extraction, ResponseParts},
    job_error::poll_contained,
    json,
    model::Model,
    respond::{Respond, Response},
    spec::{Injected, Presence, Schema, Source},
    stream::{EventStream, JsonLines, Piece, Polled, Stream, StreamRole, Untyped, plain},
};

/// How many items may be queued before the function blocks.
const QUEUED_MAX: usize = 16;

/// Is where the items of a function go.
pub enum Sink<T> {
    Client {
        queue: mpsc::Sender<Piece>,
        encode: fn(&T) -> Piece,
    },
    /// To a test, until that has dropped its end.
    Recording(Weak<Mutex<Vec<T>>>),
}

impl<T: Model> StreamRole for T {
    type Held = Sink<T>;
}

impl<T: Model + Serialize> Stream<T> {
    /// Sends `item`, and blocks while 16 items wait for the client.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] once the client has left or the deadline has passed: `?` ends the work. Also if `item` cannot be written
    /// as JSON, which the log hears of; the stream breaks off then.
    ///
    /// # Panics
    ///
    /// In a future that is polled: a function that sends is a plain `fn`.
    pub fn send(&self, item: T) -> std::result::Result<(), Cancelled> {
        match &self.held {
            Sink::Client { queue, encode } => {
                let piece = encode(&item);
                let written = if piece.is_ok() { Ok(()) } else { Err(Cancelled) };
                queue.blocking_send(piece).map_err(|_| Cancelled)?;
                written
            }
            Sink::Recording(items) => {
                let items = items.upgrade().ok_or(Cancelled)?;
                items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
                Ok(())
            }
        }
    }

    /// Returns whether anybody takes what is sent. It costs a load or two: to be asked in long work between two items.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        match &self.held {
            Sink::Client { queue, .. } => !queue.is_closed(),
            Sink::Recording(items) => items.strong_count() > 0,
        }
    }

    /// Makes a stream for the test of a function, and what keeps its items. However many are sent, the stream takes them;
    /// when the recording is dropped, the client has left.
    ///
    /// ```
    /// use brigade::{Cancelled, Stream, get};
    ///
    /// #[get("/squares")]
    /// fn squares(below: u32, out: Stream<u32>) -> Result<(), Cancelled> {
    ///     (0..below).try_for_each(|number| out.send(number * number))
    /// }
    ///
    /// let (out, recording) = Stream::recorded();
    /// assert_eq!(squares(3, out), Ok(()));
    /// assert_eq!(recording.items(), [0, 1, 4]);
    /// ```
    #[must_use]
    pub fn recorded() -> (Self, Recording<T>) {
        let items = Arc::default();
        (Self { held: Sink::Recording(Arc::downgrade(&items)) }, Recording(items))
    }
}

/// Keeps what a function sends on a [`Stream::recorded`].
#[derive(Debug)]
pub struct Recording<T>(Arc<Mutex<Vec<T>>>);

impl<T> Recording<T> {
    /// Takes out what has been sent since the last call.
    #[must_use]
    pub fn items(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> fmt::Debug for Sink<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Client { .. } => "Client",
            Self::Recording(_) => "Recording",
        })
    }
}

impl<T: Model + Serialize> Argument for Stream<T> {
    const SOURCE: Source = Source::Injected;
    const PRESENCE: Presence = Presence::Required;
    /// Of an item.
    const SCHEMA: Schema = T::schema;
    const INJECTED: Option<Injected> = Some(Injected::Items);

    fn extract(extraction: &mut Extraction<'_>, _index: usize) -> Option<Self> {
        let outlet = extraction.head().extensions.get::<Outlet>().and_then(Outlet::take);
        let Some(Open { queue, as_events }) = outlet else {
            // An application in which two functions ask for it does not start.
            extraction.fail("what is sent is sent by another function".to_owned());
            return None;
        };
        let encode = if as_events { |item: &T| plain(item) } else { |item: &T| Ok(json::to_line(item)?) };
        Some(Self { held: Sink::Client { queue, encode } })
    }
}

/// Is what a function returns that has sent its answer.
#[diagnostic::on_unimplemented(
    message = "a function that sends its answer by `Stream<T>` cannot return `{Self}`",
    label = "the items are the answer",
    note = "return nothing, or a `Result<(), E>`"
)]
pub trait EndsSending {}

impl EndsSending for () {}

impl<E> EndsSending for std::result::Result<(), E> {}

/// Compiles for what a function may return that sends its answer.
pub fn ends_sending<T: EndsSending>() {}

/// Holds the queue until the function takes it, among the extensions of its request.
#[derive(Clone)]
struct Outlet(Arc<Mutex<Option<Open>>>);

struct Open {
    queue: mpsc::Sender<Piece>,
    as_events: bool,
}

impl Outlet {
    fn take(&self) -> Option<Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Makes the answer of what a function sends.
pub(crate) struct Sending {
    queue: mpsc::Receiver<Piece>,
    as_events: bool,
    status: Option<u16>,
    parts: Option<ResponseParts>,
    cancel: Option<Cancel>,
}

impl Sending {
    /// Has the function of `call` find where to send.
    pub(crate) fn begin(call: &mut Call) -> Self {
        let (sender, queue) = mpsc::channel(QUEUED_MAX);
        let as_events = prefers_events(&call.head.headers);
        let outlet = Outlet(Arc::new(Mutex::new(Some(Open { queue: sender, as_events }))));
        call.head.extensions.insert(outlet);
        let (parts, cancel) = (call.parts.clone(), call.cancel.clone());
        Self { queue, as_events, status: call.plan.spec.status, parts, cancel }
    }

    /// Answers once the first item is there, or the function is over without one; `answering` is the function.
    ///
    /// # Errors
    ///
    /// Those of the function, if it has sent nothing before.
    pub(crate) async fn answer(mut self, answering: Answering) -> Result<Response> {
        let work = match self.queue.recv().await {
            Some(first) => Work::Going { answering, first: Some(first.map_err(Error::from_boxed)?) },
            None => Work::Done(answering.await?),
        };
        let status = self.status.map(|status| StatusCode::from_u16(status).expect("the macro accepts valid statuses"));
        let status = self.parts.as_ref().and_then(ResponseParts::chosen_status).or(status);
        let body = Body::new(Polled::new(Rest { queue: self.queue, work, cancel: self.cancel }));
        let mut response = match self.as_events {
            true => EventStream::<Untyped>::over(body).with_end().respond(status)?,
            false => JsonLines::<Untyped>::over(body).respond(status)?,
        };
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
        if let Some(parts) = self.parts {
            parts.apply(&mut response);
        }
        Ok(response)
    }
}

/// Is what follows the head of the answer. Dropping it is leaving: the function finds the queue closed.
struct Rest {
    queue: mpsc::Receiver<Piece>,
    work: Work,
    /// Whom to tell that nobody takes the items any more, while that matters.
    cancel: Option<Cancel>,
}

/// Is a function that sends.
enum Work {
    Going {
        answering: Answering,
        /// What the head of the answer has waited for.
        first: Option<Bytes>,
    },
    /// Its own answer, which is sent to nobody, holds what has to live as long as the body.
    Done(#[expect(dead_code, reason = "it is held until it is dropped")] Response),
    Failed,
}

impl futures_core::Stream for Rest {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        let this = &mut *self;
        let Work::Going { answering, first } = &mut this.work else { return Poll::Ready(None) };
        if let Some(first) = first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        if let Some(piece) = ready!(this.queue.poll_recv(context)) {
            return Poll::Ready(Some(piece));
        }
        // The function has dropped its end. How it was over says whether this is all.
        let ended = ready!(poll_contained(answering.as_mut(), context));
        this.cancel = None;
        match ended {
            Ok(response) => {
                this.work = Work::Done(response);
                Poll::Ready(None)
            }
            Err(error) => {
                this.work = Work::Failed;
                Poll::Ready(Some(Err(error.into())))
            }
        }
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        if let Some(cancel) = self.cancel.take() {
            cancel.cancel();
        }
    }
}
