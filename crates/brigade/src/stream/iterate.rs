//! Takes the items of an iterator on the pool, since an iterator works or blocks.
//!
//! A job takes items for a while and hands over each at once, as the next one may be long in coming. The next job begins
//! when the client has room for more.

use std::{
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use brigade_scheduler::{Call, Operation};
use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::sync::mpsc::{self, error::TryRecvError};

use super::Piece;
use crate::{
    ambient::{Ambient, current, enter},
    body::{BoxError, Placed},
    job_error::job_error,
};

/// A job takes so many items at most,
const ITEMS_MAX: usize = 256;
/// and no more once it has so many bytes,
const ENOUGH_BYTES: usize = 64 * 1024;
/// or has worked for so long: others wait for the pool, too.
const TURN: Duration = Duration::from_millis(10);

/// Is an iterator, and what it gave that is not sent yet.
pub(super) struct Iterated<I> {
    queue: mpsc::Receiver<Piece>,
    stage: Stage<I>,
    operation: Option<Operation>,
}

enum Stage<I> {
    Resting(Items<I>),
    Running(Call<Option<Items<I>>>),
    /// The iterator has no more, or nobody can know: its job gave an error.
    Over(Option<BoxError>),
}

struct Items<I> {
    items: I,
    queue: mpsc::Sender<Piece>,
    /// What the iterator works for.
    ambient: Option<Ambient>,
}

impl<I: Iterator<Item = Piece>> Items<I> {
    /// Takes items for a while; `None` if there are no more.
    fn take(mut self) -> Option<Self> {
        let entered = enter(&mut self.ambient);
        let begun = Instant::now();
        let mut bytes = 0;
        // A queue without room is full, or its client has left.
        while bytes < ENOUGH_BYTES
            && begun.elapsed() < TURN
            && let Ok(place) = self.queue.try_reserve()
        {
            let item = self.items.next()?;
            let is_last = item.is_err();
            bytes += item.as_ref().map_or(0, Bytes::len);
            place.send(item);
            if is_last {
                return None;
            }
        }
        drop(entered);
        Some(self)
    }
}

impl<I: Iterator<Item = Piece> + Send + 'static> Iterated<I> {
    pub(super) fn new(items: I) -> Self {
        let (sender, queue) = mpsc::channel(ITEMS_MAX);
        let items = Items { items, queue: sender, ambient: current().map(Ambient::later) };
        Self { queue, stage: Stage::Resting(items), operation: None }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        loop {
            match self.queue.try_recv() {
                Ok(first) => return Poll::Ready(Some(first.map(|first| self.join(first)))),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
            self.stage = match mem::replace(&mut self.stage, Stage::Over(None)) {
                Stage::Resting(items) => match &self.operation {
                    Some(operation) => Stage::Running(operation.resume(0, || items.take())),
                    None => items.take().map_or(Stage::Over(None), Stage::Resting),
                },
                Stage::Running(mut job) => match Pin::new(&mut job).poll(context) {
                    Poll::Ready(Ok(items)) => items.map_or(Stage::Over(None), Stage::Resting),
                    Poll::Ready(Err(error)) => Stage::Over(Some(job_error(error).into())),
                    Poll::Pending => {
                        self.stage = Stage::Running(job);
                        return match ready!(self.queue.poll_recv(context)) {
                            Some(first) => Poll::Ready(Some(first.map(|first| self.join(first)))),
                            // The job is about to say how it has ended.
                            None => Poll::Pending,
                        };
                    }
                },
                Stage::Over(Some(error)) => return Poll::Ready(Some(Err(error))),
                Stage::Over(None) => return Poll::Ready(None),
            };
        }
    }

    /// Adds to `first` what else is there already. An error that follows stays for later.
    fn join(&mut self, first: Bytes) -> Bytes {
        let mut joined = BytesMut::new();
        while first.len().max(joined.len()) < ENOUGH_BYTES && !self.queue.is_empty() {
            match self.queue.try_recv() {
                Ok(Ok(piece)) => {
                    if joined.is_empty() {
                        joined.extend_from_slice(&first);
                    }
                    joined.extend_from_slice(&piece);
                }
                Ok(Err(error)) => {
                    // It is the last: the job has ended with it.
                    self.stage = Stage::Over(Some(error));
                    break;
                }
                Err(_) => break,
            }
        }
        if joined.is_empty() { first } else { joined.freeze() }
    }
}

impl<I: Iterator<Item = Piece> + Send + Unpin + 'static> Placed for Iterated<I> {
    fn place(&mut self, operation: &Operation) {
        self.operation.get_or_insert_with(|| operation.clone());
    }
}

impl<I: Iterator<Item = Piece> + Send + Unpin + 'static> http_body::Body for Iterated<I> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(ready!(self.poll_next(context)).map(|piece| piece.map(Frame::data)))
    }
}
