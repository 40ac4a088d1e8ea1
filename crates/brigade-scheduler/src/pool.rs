//! The pool as its users see it: operations, calls and their results.

use std::{
    future::{Future, poll_fn},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, sync::oneshot};

use crate::{
    job::{Called, JobError, Slot, Task, Ticket},
    policy::{Entry, Kind, Refusal, Size},
    record::{Lane, OperationSettings, Record},
    snapshot::Snapshot,
    stamp::{self, Polling},
    watchdog,
    workers::{self, PoolSettings, Shared},
};

/// Threads that run jobs: as many at once as their operations are worth. Operations take turns; of one operation, the oldest
/// job is next.
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
/// use brigade_scheduler::{OperationSettings, Pool, PoolSettings, runtime};
///
/// let pool = Pool::new(PoolSettings::default());
/// let multiply = pool.operation(OperationSettings::named("multiply"));
/// let answer = runtime(Some(1))?.block_on(multiply.call(|| 6 * 7));
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
        Self::with_start(settings, |shared| {
            watchdog::rouse(&shared);
            #[cfg(feature = "parallel")]
            crate::rayon_threads::configure_rayon();
            workers::start(shared)
        })
    }

    pub(crate) fn with_start(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        Self { shared: Arc::new(Shared::new(settings, start)) }
    }

    /// Adds an operation: jobs that do the same kind of work, and are measured together. It stays as long as the pool.
    pub fn operation(&self, settings: OperationSettings) -> Operation {
        Operation { record: self.shared.operation(settings), shared: self.shared.clone() }
    }

    /// Says which runtime serves: where results are awaited, and where the futures of [`Operation::watch`] are polled.
    ///
    /// Its own threads then wake what waits for a result, and no thread of the pool takes a lock of it. While a poll
    /// holds up one of its threads, the watchdog sees to it that another waits for sockets and timers. The last call
    /// counts.
    ///
    /// # Panics
    ///
    /// If the runtime was built without I/O.
    pub fn attach(&self, runtime: &Handle) {
        self.shared.vigil.attach(runtime.clone());
        self.shared.courier.attach(runtime);
    }

    /// Shows what the pool does, and what its operations have done.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.shared.snapshot()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.close();
    }
}

/// A kind of job, from [`Pool::operation`].
#[derive(Debug, Clone)]
pub struct Operation {
    pub(crate) record: Arc<Record>,
    pub(crate) shared: Arc<Shared>,
}

impl Operation {
    /// Runs `function` on a thread of the pool and gives its result.
    ///
    /// The job is queued at once, not at the first poll. If the returned future is dropped before the job has started,
    /// the job never runs and its place in the queue is free; once started it runs to its end, and its result is
    /// dropped. The caller's tokio runtime, if any, is entered while `function` runs.
    ///
    /// In a job of the same pool `function` runs at once, on that job's thread: a job that waits for another holds the
    /// thread that the other would need.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`], [`JobError::Refused`] or [`JobError::Closed`].
    pub fn call<F, R>(&self, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.submit(Size::Small, Entry::New, function)
    }

    /// Runs `function`, the rest of something that has begun elsewhere, as [`Operation::call`] does. It is never refused.
    ///
    /// `bytes` is the size of what it works on: small and large inputs are measured apart.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`] or [`JobError::Closed`].
    pub fn resume<F, R>(&self, bytes: usize, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.submit(Size::of(bytes), Entry::Again, function)
    }

    /// Runs `function`, the end of something that others may wait for, as [`Operation::call`] does: it gives back what they
    /// need to go on.
    ///
    /// It is never refused, and it starts however many jobs run, as long as one of a few spare threads is free: when all
    /// threads wait for what ends give back, the ends still come, one after another.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`] or [`JobError::Closed`].
    pub fn end<F, R>(&self, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.submit(Size::Small, Entry::Last, function)
    }

    /// Queues `function` as a job of its own, in a job of the same pool too: it never runs within the call, unless the
    /// system has refused the pool every thread. It is never refused either.
    ///
    /// A job must not wait for what it has queued so: it may hold the thread that the other would need. What is queued may
    /// queue more, and runs in turn with other operations' jobs.
    ///
    /// `bytes` is the size of what it works on: small and large inputs are measured apart.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`] or [`JobError::Closed`].
    pub fn queue<F, R>(&self, bytes: usize, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        self.send(Size::of(bytes), Entry::Again, function)
    }

    fn submit<F, R>(&self, size: Size, entry: Entry, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        if !self.shared.runs_here() {
            return self.send(size, entry, function);
        }
        let (sender, receiver) = oneshot::channel();
        drop(sender.send(called(function)));
        Call { ticket: None, shared: self.shared.clone(), receiver }
    }

    fn send<F, R>(&self, size: Size, entry: Entry, function: F) -> Call<R>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let ticket = self.shared.ticket(Kind { operation: self.record.number, size });
        let task = Task::Call(Box::new(Calling { function, sender, handle: Handle::try_current().ok() }));
        self.shared.submit(&self.record, ticket, entry, task);
        Call { ticket: Some(ticket), shared: self.shared.clone(), receiver }
    }

    /// Polls `future` on the spot and lets the watchdog see it.
    ///
    /// A poll that holds its thread for 10 ms or more is a stall: the log hears of it within 20 ms of its begin, with its
    /// cause and what to do about it, and [`Snapshot`] counts it. One that is over within 15 ms may be missed.
    pub async fn watch<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let _polling = self.polling();
            future.as_mut().poll(context)
        })
        .await
    }

    /// Says that the calling thread polls a future of this operation, until what this returns is dropped.
    ///
    /// For futures that poll others, as [`Operation::watch`] does; it costs a few nanoseconds.
    pub fn polling(&self) -> Polling {
        watchdog::rouse(&self.shared);
        stamp::begin(self.record.stamp)
    }

    /// Says whether a job would be refused if it came now: to be asked before anything is done for it, such as reading a
    /// request's body. Costs a load or two and waits for nobody.
    ///
    /// A job that is let through may still be refused when it comes.
    ///
    /// # Errors
    ///
    /// Why it would be refused, and when to try again.
    pub fn admit(&self) -> Result<(), Refusal> {
        self.shared.admit(&self.record)
    }

    /// Returns where its next run, on an input of `bytes`, goes.
    #[must_use]
    pub fn lane(&self, bytes: usize) -> Lane {
        self.record.lane(Size::of(bytes))
    }

    /// Returns the weight of its jobs, from 0 (they wait) to 1 (they work).
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.record.weight.get()
    }
}

/// A function and where its result goes.
struct Calling<F, R> {
    function: F,
    sender: oneshot::Sender<Result<R, JobError>>,
    handle: Option<Handle>,
}

impl<F, R> Called for Calling<F, R>
where
    F: FnOnce() -> R + Send + 'static,
    R: Send + 'static,
{
    fn call(self: Box<Self>, slot: Slot<'_>) {
        let Self { function, sender, handle } = *self;
        let _entered = handle.as_ref().map(Handle::enter);
        let result = called(function);
        drop(slot);
        // A caller that left while the job ran does not want the result.
        drop(sender.send(result));
    }

    fn refuse(self: Box<Self>, error: JobError) {
        drop(self.sender.send(Err(error)));
    }
}

/// Calls `function`, and makes a panic an error.
fn called<R>(function: impl FnOnce() -> R) -> Result<R, JobError> {
    catch_unwind(AssertUnwindSafe(function)).map_err(JobError::Panicked)
}

/// The result of [`Operation::call`], when it is ready.
#[derive(Debug)]
#[must_use = "the job is withdrawn when this is dropped"]
pub struct Call<R> {
    /// The job's place in the queue; `None` once there is nothing to withdraw.
    ticket: Option<Ticket>,
    shared: Arc<Shared>,
    receiver: oneshot::Receiver<Result<R, JobError>>,
}

impl<R> Call<R> {
    /// Lets the job run although nobody waits for its result any more.
    pub fn detach(mut self) {
        self.ticket = None;
    }
}

impl<R> Future for Call<R> {
    type Output = Result<R, JobError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = self.shared.courier.wrap(context.waker());
        let result = ready!(Pin::new(&mut self.receiver).poll(&mut Context::from_waker(&waker)));
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
