//! The pool as its users see it: operations, calls and their results.

use std::{
    future::Future,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    policy::Ticket,
    thread,
    workers::{Entry, Job, JobError, PoolSettings, Shared},
};

/// Threads that run jobs: as many at once as their operations are worth, oldest first.
///
/// The pool measures what the jobs of each [`Operation`] do. Those that compute get a thread for each core; those that
/// wait get many more, up to [`PoolSettings::threads`]; [`policy`](crate::policy) says how many.
///
/// A new pool costs nothing: threads start when jobs come, are named `brigade-work`, run at nice +5, and end after
/// [`PoolSettings::idle`] without work. If the operating system refuses a thread, the pool goes on with those it has;
/// if it has none, the job runs on the caller's thread.
///
/// Dropping the pool ends its threads once the jobs that they run are done; jobs that still wait end with
/// [`JobError::Closed`].
///
/// ```
/// use brigade_scheduler::{Pool, PoolSettings, runtime};
///
/// let pool = Pool::new(PoolSettings::default());
/// let multiply = pool.operation("multiply");
/// let answer = runtime(Some(1))?.block_on(pool.call(multiply, || 6 * 7));
/// assert_eq!(answer.unwrap(), 42);
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Pool {
    pub(crate) shared: Arc<Shared>,
}

impl Pool {
    /// Creates a pool without threads; they start with the first jobs.
    #[must_use]
    pub fn new(settings: PoolSettings) -> Self {
        Self::with_start(settings, |shared| thread::start(move || shared.work()))
    }

    pub(crate) fn with_start(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        Self { shared: Arc::new(Shared::new(settings, start)) }
    }

    /// Adds an operation: jobs that do the same kind of work, and are measured together.
    ///
    /// It stays as long as the pool. The name is for people; two operations may have the same.
    pub fn operation(&self, name: &'static str) -> Operation {
        Operation(self.shared.operation(name))
    }

    /// Returns the weight that an operation has by now, from 0 (it waits) to 1 (it works).
    ///
    /// # Panics
    ///
    /// May, for an operation of another pool; as [`Pool::call`] and [`Pool::drive`].
    #[must_use]
    pub fn weight(&self, operation: Operation) -> f64 {
        self.shared.weight(operation.0)
    }

    /// Runs `function`, a job of `operation`, on a thread of the pool and gives its result.
    ///
    /// The job is queued at once, not at the first poll. If the returned future is dropped before the job has started,
    /// the job never runs and its place in the queue is free; once started it runs to its end, and its result is
    /// dropped. The caller's tokio runtime, if any, is entered while `function` runs.
    ///
    /// A job may await jobs of its own pool ([`Pool::drive`]) but must not *block* on them: blocked jobs hold the places
    /// that those need, and enough of them wait for ever.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`], [`JobError::Refused`] or [`JobError::Closed`].
    pub fn call<F, R>(&self, operation: Operation, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let handle = Handle::try_current().ok();
        let job = Job::Call(Box::new(move |slot| {
            let _entered = handle.as_ref().map(Handle::enter);
            let result = catch_unwind(AssertUnwindSafe(function)).map_err(JobError::Panicked);
            drop(slot);
            // A caller that left while the job ran does not want the result.
            drop(sender.send(result));
        }));
        match self.shared.submit(operation.0, job, Entry::New) {
            Ok(ticket) => Call { ticket: Some(ticket), shared: self.shared.clone(), receiver },
            Err(error) => Call { ticket: None, shared: self.shared.clone(), receiver: answered(Err(error)) },
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// A kind of job, from [`Pool::operation`]; it belongs to that pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation(pub(crate) usize);

/// The result of [`Pool::call`], when it is ready.
#[derive(Debug)]
#[must_use = "the job is withdrawn when this is dropped"]
pub struct Call<R> {
    /// The job's place in the queue; `None` when there is nothing to withdraw.
    ticket: Option<Ticket>,
    shared: Arc<Shared>,
    receiver: oneshot::Receiver<Result<R, JobError>>,
}

impl<R> Future for Call<R> {
    type Output = Result<R, JobError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = ready!(Pin::new(&mut self.receiver).poll(context));
        self.ticket = None;
        // The sender goes away unused only with a job that `close` has dropped.
        Poll::Ready(result.unwrap_or(Err(JobError::Closed)))
    }
}

impl<R> Drop for Call<R> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.shared.withdraw(ticket);
        }
    }
}

/// A channel whose result is already there.
pub(crate) fn answered<R>(result: Result<R, JobError>) -> oneshot::Receiver<Result<R, JobError>> {
    let (sender, receiver) = oneshot::channel();
    drop(sender.send(result));
    receiver
}
