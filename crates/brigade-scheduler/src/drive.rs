//! Futures on the pool: each poll is a job.
//!
//! Whose turn it is with the future (the queue's, a thread's, the caller's) is said by its [`Turn`].

use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker, ready},
};

use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    job::{Driven, JobError, Slot, Task, Ticket},
    policy::{Entry, Kind, Size},
    pool::Operation,
    record::Record,
    turn::{Pause, Turn},
    workers::Shared,
};

impl Operation {
    /// Polls `future` on the pool's threads until it is ready and gives its output. Each poll is a job.
    ///
    /// `bytes` is the size of what it works on: small and large inputs are measured apart.
    ///
    /// The caller's tokio runtime is entered for each poll, so sockets, timers and tasks belong to it. While the future
    /// waits it holds no thread; when it is woken it joins the end of the queue, and that is never refused.
    ///
    /// In a job of the same pool the future starts at once if there is a thread for it, and is refused otherwise: that
    /// job may wait for it, and hold the last thread.
    ///
    /// The future is queued at once. If what this returns is dropped, the future is dropped too: on the spot, or by the
    /// thread that polls it after that poll.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`], [`JobError::Refused`] or [`JobError::Closed`]. When the pool is
    /// dropped, a future that waits for something else hears of it when it is woken.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[track_caller]
    pub fn drive<F>(&self, bytes: usize, future: F) -> Drive<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let task = Arc::new(Driving {
            record: self.record.clone(),
            kind: Kind { operation: self.record.number, size: Size::of(bytes) },
            job: AtomicU64::new(0),
            turn: Turn::new(),
            work: Mutex::new(Some((Box::pin(future), sender))),
            shared: self.shared.clone(),
            handle: Handle::current(),
        });
        task.clone().queue(if self.shared.runs_here() { Entry::Nested } else { Entry::New });
        Drive { receiver, task: Some(task), shared: self.shared.clone() }
    }
}

/// The output of [`Operation::drive`], when it is ready.
#[must_use = "the future is dropped with this"]
pub struct Drive<T> {
    receiver: oneshot::Receiver<Result<T, JobError>>,
    /// `None` when there is nothing to drop.
    task: Option<Arc<dyn Driven>>,
    shared: Arc<Shared>,
}

impl<T> fmt::Debug for Drive<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Drive").field("pool", &self.shared).finish_non_exhaustive()
    }
}

impl<T> Future for Drive<T> {
    type Output = Result<T, JobError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = self.shared.courier.wrap(context.waker());
        let output = ready!(Pin::new(&mut self.receiver).poll(&mut Context::from_waker(&waker)));
        self.task = None;
        // The sender goes away unused only with a future that was abandoned.
        Poll::Ready(output.unwrap_or(Err(JobError::Closed)))
    }
}

impl<T> Drop for Drive<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            self.shared.withdraw(task.ticket());
            task.refuse(JobError::Closed);
        }
    }
}

/// A future between its polls.
struct Driving<F: Future> {
    record: Arc<Record>,
    kind: Kind,
    /// The number of the job that is its next poll, or was its last.
    job: AtomicU64,
    turn: Turn,
    /// Locked by the owner alone, as the turn says who that is; `None` once it is done.
    work: Mutex<Option<Work<F>>>,
    shared: Arc<Shared>,
    handle: Handle,
}

/// The future and where its output goes.
type Work<F> = (Pin<Box<F>>, oneshot::Sender<Result<<F as Future>::Output, JobError>>);

impl<F> Driving<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn queue(self: Arc<Self>, entry: Entry) {
        let ticket = self.shared.ticket(self.kind);
        self.job.store(ticket.id, Relaxed);
        self.shared.submit(&self.record, ticket, entry, Task::Poll(self.clone()));
    }

    /// Drops the future, gives `slot` back, then gives the output to the caller. A future that panics while it is dropped
    /// is done all the same.
    fn finish(&self, output: Result<F::Output, JobError>, slot: Option<Slot<'_>>) {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((future, sender)) = work else { return };
        let _entered = self.handle.enter();
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(future)));
        drop(slot);
        // A caller that has left does not want the output.
        drop(sender.send(dropped.map_err(JobError::Panicked).and(output)));
    }
}

impl<F> Driven for Driving<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn poll(self: Arc<Self>, mut slot: Slot<'_>) {
        if !self.turn.begin() {
            return slot.unused(); // The caller has left.
        }
        let waker = Waker::from(self.clone());
        let polled = {
            let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((future, _)) = work.as_mut() else { return };
            let _entered = self.handle.enter();
            catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut Context::from_waker(&waker))))
        };
        if let Ok(poll) = &polled {
            slot.polled(poll);
        }
        let output = match polled {
            Ok(Poll::Ready(output)) => Ok(output),
            Err(payload) => Err(JobError::Panicked(payload)),
            Ok(Poll::Pending) => match self.turn.pause() {
                Pause::Parked => return,
                Pause::Queued => {
                    drop(slot);
                    return self.queue(Entry::Again);
                }
                Pause::Left => Err(JobError::Closed),
            },
        };
        self.turn.end();
        self.finish(output, Some(slot));
    }

    fn refuse(&self, error: JobError) {
        if self.turn.leave() {
            self.finish(Err(error), None);
        }
    }

    fn ticket(&self) -> Ticket {
        Ticket { kind: self.kind, id: self.job.load(Relaxed) }
    }
}

impl<F> Wake for Driving<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn wake(self: Arc<Self>) {
        if self.turn.wake() {
            self.queue(Entry::Again);
        }
    }
}
