//! Carries bodies from one side of a proxy to the other, a piece at a time: the next one is asked for when the other side has
//! taken the last.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::body::{Body, BoxError};

/// Says whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The client has to send more of the body.
    Client,
    /// The server has to take some of the request or to answer, since then.
    Server(Instant),
}

/// Says what the client did wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It sent nothing for too long.
    Slow,
    /// It left, or sent what is no body.
    Broken,
}

/// Shows how far a request is on its way to the server.
#[derive(Debug)]
pub(super) struct Progress(Mutex<Stage>);

#[derive(Debug, Clone, Copy)]
struct Stage {
    turn: Turn,
    is_whole: bool,
    fault: Option<Fault>,
}

impl Progress {
    pub(super) fn new(is_whole: bool) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Stage { turn: Turn::Server(Instant::now()), is_whole, fault: None })))
    }

    pub(super) fn turn(&self) -> Turn {
        self.stage().turn
    }

    /// Returns whether all of the request is on its way.
    pub(super) fn is_whole(&self) -> bool {
        self.stage().is_whole
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        self.stage().fault
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Is ready when the server wants the body, or has not said so for too long.
pub(super) type Permission = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Is the body of a request, on its way to the server.
pub(super) struct Sending {
    body: Body,
    progress: Arc<Progress>,
    permission: Option<Permission>,
    gap_max: Duration,
    gap: Option<Pin<Box<Sleep>>>,
}

impl Sending {
    pub(super) fn new(body: Body, progress: Arc<Progress>, gap_max: Duration, permission: Option<Permission>) -> Self {
        Self { body, progress, permission, gap_max, gap: None }
    }

    fn fail(&self, fault: Fault, error: BoxError) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.progress.stage().fault = Some(fault);
        Poll::Ready(Some(Err(error)))
    }
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(permission) = &mut self.permission {
            ready!(permission.as_mut().poll(context));
            self.permission = None;
        }
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Pending => {
                self.progress.stage().turn = Turn::Client;
                let gap_max = self.gap_max;
                let gap = self.gap.get_or_insert_with(|| Box::pin(tokio::time::sleep(gap_max)));
                ready!(gap.as_mut().poll(context));
                self.fail(Fault::Slow, TooSlow.into())
            }
            Poll::Ready(Some(Err(error))) => self.fail(Fault::Broken, error),
            Poll::Ready(frame) => {
                self.gap = None;
                let is_whole = frame.is_none() || self.body.is_end_stream();
                let mut stage = self.progress.stage();
                stage.turn = Turn::Server(Instant::now());
                stage.is_whole |= is_whole;
                drop(stage);
                Poll::Ready(frame)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the client sends its body too slowly")
    }
}

impl std::error::Error for TooSlow {}

/// Is the body of an answer, on its way to the client.
pub(super) struct Receiving<B, H: FnOnce() + Send> {
    body: B,
    /// Is called at the end, and dropped if the end never comes.
    at_end: Option<H>,
}

impl<B: http_body::Body, H: FnOnce() + Send> Receiving<B, H> {
    pub(super) fn new(body: B, at_end: H) -> Self {
        Self { body, at_end: Some(at_end) }
    }
}

impl<B, H> http_body::Body for Receiving<B, H>
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
    H: FnOnce() + Send + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Err(_)) => self.at_end = None,
            Some(Ok(_)) if !self.body.is_end_stream() => {}
            Some(Ok(_)) | None => {
                if let Some(at_end) = self.at_end.take() {
                    at_end();
                }
            }
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
