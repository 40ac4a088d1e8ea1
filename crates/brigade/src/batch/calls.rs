//! Waits for the results of what was sent.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll},
};

use brigade_scheduler::batch::{BatchFailure, Queued};

use super::{
    Batch, BatchError, BatchFailed,
    place::{Here, Runner, here},
};

/// Is why the scheduler has no result of an item.
type Failure<B> = BatchFailure<BatchFailed<<B as Batch>::Error>>;

/// Is what became of one item.
pub(super) type Outcome<B> = Result<<B as Batch>::Output, BatchError<<B as Batch>::Error>>;

/// Is an item that was sent. Dropped, it is taken back.
pub(super) enum Sent<B: Batch> {
    Queued(Queued<Runner<B>>),
    /// What became of it, until it is taken.
    Done(Option<Outcome<B>>),
}

impl<B: Batch> Sent<B> {
    /// Sends `item`, at once.
    pub(super) fn new(item: B::Item) -> Self {
        match here::<B>() {
            Ok(Here { queue, due }) => {
                let cost = B::cost(&item);
                Self::Queued(queue.submit(item, cost, due))
            }
            Err(error) => Self::Done(Some(Err(error))),
        }
    }

    /// Sends all `items`, at once.
    pub(super) fn all(items: impl IntoIterator<Item = B::Item>) -> Vec<Self> {
        let items = items.into_iter().map(|item| {
            let cost = B::cost(&item);
            (item, cost)
        });
        match here::<B>() {
            Ok(Here { queue, due }) => queue.submit_all(items, due).into_iter().map(Self::Queued).collect(),
            Err(_) => items.map(|_| Self::Done(here::<B>().err().map(Err))).collect(),
        }
    }

    /// Asks whether it is done, and keeps what became of it.
    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Self::Queued(queued) = self {
            let Poll::Ready(result) = Pin::new(queued).poll(context) else { return Poll::Pending };
            *self = Self::Done(Some(outcome::<B>(result)));
        }
        Poll::Ready(())
    }

    fn take(&mut self) -> Outcome<B> {
        match self {
            Self::Done(done) => done.take().expect("a future is not polled after its end"),
            Self::Queued(_) => unreachable!("it is taken when it is done"),
        }
    }
}

/// Returns what became of an item.
pub(super) fn outcome<B: Batch>(result: Result<Result<B::Output, B::Error>, Failure<B>>) -> Outcome<B> {
    match result {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(BatchError::failed::<B>(error)),
        Err(failure) => Err(BatchError::of::<B>(failure)),
    }
}

impl<B: Batch> Future for Sent<B> {
    type Output = Outcome<B>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome<B>> {
        self.poll_done(context).map(|()| self.take())
    }
}

impl<B: Batch> Unpin for Sent<B> {}

/// Waits for the results of items that were sent together; gives each. Dropped, it takes back what was not begun.
#[must_use = "the items are taken back when this is dropped"]
pub struct BatchEach<B: Batch>(pub(super) Vec<Sent<B>>);

impl<B: Batch> Future for BatchEach<B> {
    type Output = Vec<Outcome<B>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut is_done = true;
        for sent in &mut self.0 {
            is_done &= sent.poll_done(context).is_ready();
        }
        match is_done {
            true => Poll::Ready(mem::take(&mut self.0).iter_mut().map(Sent::take).collect()),
            false => Poll::Pending,
        }
    }
}

/// Waits for the results of items that were sent together; gives all, or the first error as soon as it is there. Dropped, it
/// takes back what was not begun.
#[must_use = "the items are taken back when this is dropped"]
pub struct BatchAll<B: Batch>(pub(super) Vec<Sent<B>>);

impl<B: Batch> Future for BatchAll<B> {
    type Output = Result<Vec<B::Output>, BatchError<B::Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut is_done = true;
        for sent in &mut self.0 {
            is_done &= sent.poll_done(context).is_ready();
            if matches!(sent, Sent::Done(Some(Err(_)))) {
                let failed = sent.take();
                self.0.clear();
                return Poll::Ready(failed.map(|_| Vec::new()));
            }
        }
        match is_done {
            true => Poll::Ready(mem::take(&mut self.0).iter_mut().map(Sent::take).collect()),
            false => Poll::Pending,
        }
    }
}

impl<B: Batch> fmt::Debug for BatchEach<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchEach").field("batch", &B::SPEC.name).field("items", &self.0.len()).finish()
    }
}

impl<B: Batch> fmt::Debug for BatchAll<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchAll").field("batch", &B::SPEC.name).field("items", &self.0.len()).finish()
    }
}
