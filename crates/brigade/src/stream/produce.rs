//! Runs a function that sends the items of a stream.
//!
//! The function is a part of the body: it is polled when the body is asked for more and nothing is queued, and dropped
//! with it. So it goes no faster than the client reads, and ends where it waits when the client has left.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::{Piece, StreamItem};
use crate::{
    error::{Error, Result},
    job_error::poll_contained,
};

/// How many items may be queued. Only a sender that was handed to others, who run while the client does not read, ever
/// fills the queue.
const QUEUED_MAX: usize = 16;

/// Sends the items of a stream that is [produced](super::EventStream::produce). Clones send to the same stream.
pub struct StreamSender<A> {
    queue: mpsc::Sender<Bytes>,
    answer: PhantomData<fn() -> A>,
}

impl<A> StreamSender<A> {
    /// Sends `item`, and waits while the queue is full.
    ///
    /// # Errors
    ///
    /// If `item` is an error or cannot be written, or if nobody reads the stream any more. A function that ends with the
    /// error breaks the stream off.
    pub async fn send(&self, item: impl StreamItem<A>) -> Result<()> {
        let piece = item.encode().map_err(Error::from_boxed)?;
        self.queue.send(piece).await.map_err(|_| Error::internal("nobody reads the stream any more"))
    }
}

impl<A> Clone for StreamSender<A> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), answer: PhantomData }
    }
}

impl<A> std::fmt::Debug for StreamSender<A> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("StreamSender").finish_non_exhaustive()
    }
}

/// Is what a function produces, and the function as long as it runs.
pub(super) struct Produced {
    queue: mpsc::Receiver<Bytes>,
    function: Option<Pin<Box<dyn Future<Output = Result<()>> + Send>>>,
    /// What the function ended with; what it sent before comes first.
    failure: Option<Error>,
}

impl Produced {
    pub(super) fn new<A, F, R>(function: F) -> Self
    where
        F: FnOnce(StreamSender<A>) -> R + Send + 'static,
        R: Future<Output = Result<()>> + Send + 'static,
        A: 'static,
    {
        let (sender, queue) = mpsc::channel(QUEUED_MAX);
        // Called in the first poll, where its panics are contained.
        let function = async move { function(StreamSender { queue: sender, answer: PhantomData }).await };
        Self { queue, function: Some(Box::pin(function)), failure: None }
    }
}

impl futures_core::Stream for Produced {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        let this = &mut *self;
        loop {
            let queued = this.queue.poll_recv(context);
            if let Poll::Ready(Some(piece)) = queued {
                return Poll::Ready(Some(Ok(piece)));
            }
            if let Some(failure) = this.failure.take() {
                return Poll::Ready(Some(Err(failure.into())));
            }
            let Some(function) = &mut this.function else { return queued.map(|_| None) };
            match poll_contained(function.as_mut(), context) {
                Poll::Ready(ended) => {
                    this.function = None;
                    this.failure = ended.err();
                }
                Poll::Pending => {
                    // What it has just sent woke nobody: the queue is asked again.
                    return match this.queue.try_recv() {
                        Ok(piece) => Poll::Ready(Some(Ok(piece))),
                        Err(_) => Poll::Pending,
                    };
                }
            }
        }
    }
}
