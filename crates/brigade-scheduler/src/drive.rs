//! Futures on the pool: each poll is a job.
//!
//! ```text
//!           drive            a thread takes it           the future is ready, or panics
//!   (new) ────────▶ QUEUED ─────────────────▶ POLLED ───────────────────────────────▶ DONE
//!                    ▲  ▲                     │   │                                     ▲
//!                    │  │ still pending       │   │ wake                                │
//!               wake │  └────────── WOKEN ◀───┼───┘                                     │
//!                    │                        │ pending                                 │
//!                    └─────────── PARKED ◀────┘          from any: the caller leaves ───┘
//! ```
//!
//! Who moves the state out of QUEUED or PARKED owns the future until it moves it on; so a future is polled by one
//! thread at a time, is in the queue at most once, and no wake-up is lost: one that comes during a poll turns POLLED
//! into WOKEN, and the polling thread queues the future again. A caller that leaves while the future is polled leaves
//! the dropping to the polling thread.

use std::{
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{
            AtomicU8,
            Ordering::{AcqRel, Acquire, Release},
        },
    },
    task::{Context, Poll, Wake, Waker, ready},
};

use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    policy::{Entry, Size},
    pool::Operation,
    record::Record,
    workers::{Driven, JobError, Shared, Slot, Task, Ticket},
};

const QUEUED: u8 = 0;
const POLLED: u8 = 1;
const WOKEN: u8 = 2;
const PARKED: u8 = 3;
const DONE: u8 = 4;

impl Operation {
    /// Polls `future` on the pool's threads until it is ready and gives its output. Each poll is a job.
    ///
    /// `bytes` is the size of what it works on: small and large inputs are measured apart.
    ///
    /// The caller's tokio runtime is entered for each poll, so sockets, timers and tasks belong to it. While the future
    /// waits it holds no thread; when it is woken it joins the end of the queue, and that is never refused.
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
            size: Size::of(bytes),
            state: AtomicU8::new(QUEUED),
            work: Mutex::new(Some((Box::pin(future), sender))),
            shared: self.shared.clone(),
            handle: Handle::current(),
        });
        let ticket = self.shared.submit(&task.record, task.size, Entry::New, Task::Poll(task.clone()));
        Drive { receiver, task: Some((ticket, task)), shared: self.shared.clone() }
    }
}

/// The output of [`Operation::drive`], when it is ready.
#[must_use = "the future is dropped with this"]
pub struct Drive<T> {
    receiver: oneshot::Receiver<Result<T, JobError>>,
    /// The future and the ticket of its first poll; `None` when there is nothing to drop.
    task: Option<(Ticket, Arc<dyn Driven>)>,
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
        let output = ready!(Pin::new(&mut self.receiver).poll(context));
        self.task = None;
        // The sender goes away unused only with a future that was abandoned.
        Poll::Ready(output.unwrap_or(Err(JobError::Closed)))
    }
}

impl<T> Drop for Drive<T> {
    fn drop(&mut self) {
        if let Some((ticket, task)) = &self.task {
            self.shared.withdraw(*ticket);
            task.refuse(JobError::Closed);
        }
    }
}

/// A future between its polls.
struct Driving<F: Future> {
    record: Arc<Record>,
    size: Size,
    state: AtomicU8,
    /// Locked by the owner alone, as the state says who that is; `None` once it is done.
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
    fn queue(self: Arc<Self>) {
        self.shared.submit(&self.record, self.size, Entry::Again, Task::Poll(self.clone()));
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
        if self.state.compare_exchange(QUEUED, POLLED, AcqRel, Acquire).is_err() {
            return; // The caller has left.
        }
        let waker = Waker::from(self.clone());
        let polled = {
            let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
            let Some((future, _)) = work.as_mut() else { return };
            let _entered = self.handle.enter();
            catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut Context::from_waker(&waker))))
        };
        slot.poll = polled.as_ref().ok().map(|poll| if poll.is_ready() { Poll::Ready(()) } else { Poll::Pending });
        let output = match polled {
            Ok(Poll::Ready(output)) => Ok(output),
            Err(payload) => Err(JobError::Panicked(payload)),
            Ok(Poll::Pending) if self.state.compare_exchange(POLLED, PARKED, AcqRel, Acquire).is_ok() => return,
            Ok(Poll::Pending) if self.state.compare_exchange(WOKEN, QUEUED, AcqRel, Acquire).is_ok() => {
                drop(slot);
                return self.queue();
            }
            Ok(Poll::Pending) => Err(JobError::Closed), // The caller left during the poll.
        };
        self.state.store(DONE, Release);
        self.finish(output, Some(slot));
    }

    fn refuse(&self, error: JobError) {
        let before = self.state.swap(DONE, AcqRel);
        if before == QUEUED || before == PARKED {
            self.finish(Err(error), None);
        }
    }
}

impl<F> Wake for Driving<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn wake(self: Arc<Self>) {
        let before = self.state.fetch_update(AcqRel, Acquire, |state| match state {
            PARKED => Some(QUEUED),
            POLLED => Some(WOKEN),
            _ => None,
        });
        if before == Ok(PARKED) {
            self.queue();
        }
    }
}
