//! Waits for the results of what was sent.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
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

/// Is items that were sent together.
pub(super) struct Together<B: Batch> {
    sent: Vec<Sent<B>>,
    /// How many of the first are known to be done. Only the next one is asked: asking all whenever one is done would take
    /// a time that grows with their number squared.
    done: usize,
}

impl<B: Batch> Together<B> {
    /// Waits until those up to the first for which `is_enough` holds are done; `false` if it holds for none.
    fn poll_until(&mut self, context: &mut Context<'_>, is_enough: impl Fn(&Outcome<B>) -> bool) -> Poll<bool> {
        while let Some(next) = self.sent.get_mut(self.done) {
            ready!(next.poll_done(context));
            if matches!(next, Sent::Done(Some(outcome)) if is_enough(outcome)) {
                return Poll::Ready(true);
            }
            self.done += 1;
        }
        Poll::Ready(false)
    }

    fn take(&mut self) -> impl Iterator<Item = Outcome<B>> + use<B> {
        mem::take(&mut self.sent).into_iter().map(|mut sent| sent.take())
    }
}

impl<B: Batch> From<Vec<Sent<B>>> for Together<B> {
    fn from(sent: Vec<Sent<B>>) -> Self {
        Self { sent, done: 0 }
    }
}

/// Waits for the results of items that were sent together; gives each. Dropped, it takes back what was not begun.
#[must_use = "the items are taken back when this is dropped"]
pub struct BatchEach<B: Batch>(pub(super) Together<B>);

impl<B: Batch> Future for BatchEach<B> {
    type Output = Vec<Outcome<B>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.poll_until(context, |_| false).map(|_| self.0.take().collect())
    }
}

/// Waits for the results of items that were sent together; gives all, or the first error. Dropped, it takes back what was not
/// begun.
#[must_use = "the items are taken back when this is dropped"]
pub struct BatchAll<B: Batch>(pub(super) Together<B>);

impl<B: Batch> Future for BatchAll<B> {
    type Output = Result<Vec<B::Output>, BatchError<B::Error>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match ready!(self.0.poll_until(context, Result::is_err)) {
            true => {
                let failed = self.0.done;
                Poll::Ready(self.0.take().nth(failed).into_iter().collect())
            }
            false => Poll::Ready(self.0.take().collect()),
        }
    }
}

impl<B: Batch> fmt::Debug for BatchEach<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchEach").field("batch", &B::SPEC.name).field("items", &self.0.sent.len()).finish()
    }
}

impl<B: Batch> fmt::Debug for BatchAll<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchAll").field("batch", &B::SPEC.name).field("items", &self.0.sent.len()).finish()
    }
}
