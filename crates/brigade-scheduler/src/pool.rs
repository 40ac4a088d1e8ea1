//! The pool: threads that work, so that the I/O threads only wait.
//!
//! ```text
//!  caller                      queue (one mutex)                 thread of the pool
//!  ──────                      ─────────────────                 ──────────────────
//!  call(f) ── push, ticket ──▶ jobs: 7 8 9         ◀── pop ──── take the oldest job, and a slot
//!     │        └ wake the       idle: A B (stack)               run it, panics contained; free the slot
//!     │          last to sleep  threads                           │
//!     ◀───────────────────────── one-shot channel ◀── result ────┘
//!  drop before the start: the ticket is looked up and its job leaves the queue
//! ```
//!
//! Everything shared is behind one mutex, so each of these is one step that nobody sees half done: a job enters and
//! a thread is chosen for it; a thread finds no job and lies down; a caller leaves and its job is withdrawn. From that
//! follows the invariant: *while a job is queued, an idle thread has been woken for it, or a thread is being started,
//! or every thread runs a job and looks at the queue afterwards*. A woken thread that finds the queue empty (somebody
//! was faster) lies down again.
//!
//! The thread that slept last is woken first: its stack and caches are warm, and the others can reach their idle
//! time and end.

use std::{
    any::Any,
    collections::VecDeque,
    error::Error,
    fmt,
    future::Future,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{
            AtomicUsize,
            Ordering::{AcqRel, Acquire},
        },
    },
    task::{Context, Poll, ready},
    thread::Thread,
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::oneshot};

use crate::thread;

/// How large a [`Pool`] may become.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// The most threads at once; at least one.
    pub threads: usize,
    /// The most jobs that wait while every thread is busy; the next one is refused.
    pub queue_max: usize,
    /// How long a thread without work is kept.
    pub idle: Duration,
}

impl Default for PoolSettings {
    /// 40 threads, as many as FastAPI's pool has; 1,000 waiting jobs; threads are kept for 10 s.
    fn default() -> Self {
        Self { threads: 40, queue_max: 1_000, idle: Duration::from_secs(10) }
    }
}

/// Why a job gave no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError {
    /// The job panicked, with this payload. Its thread goes on with the next job.
    Panicked(Box<dyn Any + Send>),
    /// The queue was full; the job did not start.
    Refused,
    /// The pool was dropped before the job was done.
    Closed,
}

impl fmt::Display for JobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(payload) => write!(formatter, "the job panicked: {}", panic_message(payload.as_ref())),
            Self::Refused => formatter.write_str("the pool's queue is full"),
            Self::Closed => formatter.write_str("the pool is closed"),
        }
    }
}

impl Error for JobError {}

fn panic_message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&'static str>().copied()).unwrap_or("(no message)")
}

/// Threads that run jobs, oldest job first.
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
/// let pool = Pool::new(PoolSettings { threads: 2, ..PoolSettings::default() });
/// let answer = runtime(Some(1))?.block_on(pool.call(|| 6 * 7));
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

    fn with_start(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        let settings = PoolSettings { threads: settings.threads.max(1), ..settings };
        Self {
            shared: Arc::new(Shared {
                settings,
                start,
                state: Mutex::default(),
                running: AtomicUsize::new(0),
                short_of_threads: Once::new(),
            }),
        }
    }

    /// Runs `function` on a thread of the pool and gives its result.
    ///
    /// The job is queued at once, not at the first poll. If the returned future is dropped before the job has started,
    /// the job never runs and its place in the queue is free; once started it runs to its end, and its result is
    /// dropped. The caller's tokio runtime, if any, is entered while `function` runs.
    ///
    /// A job may await jobs of its own pool ([`Pool::drive`]) but must not *block* on them: as many blocked jobs as
    /// there are threads wait for ever.
    ///
    /// # Errors
    ///
    /// The future's output: [`JobError::Panicked`], [`JobError::Refused`] or [`JobError::Closed`].
    pub fn call<F, R>(&self, function: F) -> Call<R>
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
        match self.shared.submit(job, Entry::New) {
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

/// The result of [`Pool::call`], when it is ready.
#[derive(Debug)]
#[must_use = "the job is withdrawn when this is dropped"]
pub struct Call<R> {
    /// The job's place in the queue; `None` when there is nothing to withdraw.
    ticket: Option<u64>,
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

/// One entry of the queue.
pub(crate) enum Job {
    /// Run a function. Dropping it unrun tells its caller that the pool is closed.
    Call(Box<dyn FnOnce(Slot<'_>) + Send>),
    /// Poll a future once.
    Poll(Arc<dyn Driven>),
}

/// A future that the pool polls.
pub(crate) trait Driven: Send + Sync {
    /// Polls once, on the calling thread.
    fn poll(self: Arc<Self>, slot: Slot<'_>);
    /// Drops the future and tells its caller that the pool is closed.
    fn abandon(&self);
}

/// A place among the running jobs.
///
/// It is given back before the caller hears of the result: the caller's next job must find it free.
pub(crate) struct Slot<'a> {
    running: &'a AtomicUsize,
}

impl<'a> Slot<'a> {
    fn take(running: &'a AtomicUsize) -> Self {
        running.fetch_add(1, AcqRel);
        Self { running }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.running.fetch_sub(1, AcqRel);
    }
}

impl Job {
    fn run(self, slot: Slot<'_>) {
        // The job has caught its own panic; what is caught here comes from dropping what the job left behind.
        let outcome = catch_unwind(AssertUnwindSafe(|| match self {
            Self::Call(function) => function(slot),
            Self::Poll(driven) => driven.poll(slot),
        }));
        if let Err(payload) = outcome {
            tracing::error!(message = panic_message(payload.as_ref()), "a panic while a job's result was dropped");
        }
    }

    fn abandon(self) {
        if let Self::Poll(driven) = self {
            driven.abandon();
        }
    }
}

/// Whether a job may be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Its caller hears of a refusal.
    New,
    /// It was admitted before and is woken again.
    Again,
}

/// What the pool, its threads and its callers share.
pub(crate) struct Shared {
    settings: PoolSettings,
    start: fn(Arc<Shared>) -> io::Result<()>,
    state: Mutex<State>,
    /// How many [`Slot`]s are taken. It grows under the lock of `state` only, and shrinks at any time.
    running: AtomicUsize,
    /// Whether the log has heard of a thread that did not start.
    short_of_threads: Once,
}

#[derive(Default)]
struct State {
    /// Oldest first; tickets only grow, so they are sorted.
    jobs: VecDeque<(u64, Job)>,
    ticket_next: u64,
    /// Threads that sleep, the last to lie down at the end. Who wakes one takes it off first.
    idle: Vec<Thread>,
    /// Threads that live or are being started.
    threads: usize,
    closed: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        formatter
            .debug_struct("Shared")
            .field("queued", &state.jobs.len())
            .field("running", &self.running)
            .field("threads", &state.threads)
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// Queues `job` and finds a thread for it.
    pub(crate) fn submit(self: &Arc<Self>, job: Job, entry: Entry) -> Result<u64, JobError> {
        let mut state = self.lock();
        if state.closed {
            return Err(JobError::Closed);
        }
        let jobs_max = self.settings.threads.saturating_add(self.settings.queue_max);
        if entry == Entry::New && state.jobs.len() + self.running.load(Acquire) >= jobs_max {
            return Err(JobError::Refused);
        }
        let ticket = state.ticket_next;
        state.ticket_next += 1;
        state.jobs.push_back((ticket, job));
        if let Some(thread) = state.idle.pop() {
            drop(state);
            thread.unpark();
        } else if state.threads < self.settings.threads {
            state.threads += 1;
            drop(state);
            if let Err(error) = (self.start)(self.clone()) {
                self.go_on_without(&error);
            }
        }
        Ok(ticket)
    }

    /// Goes on with the threads there are. If there are none, nobody else would look at the queue: this thread does.
    fn go_on_without(&self, error: &io::Error) {
        self.short_of_threads.call_once(|| tracing::warn!(%error, "the pool gets no further threads"));
        let mut state = self.lock();
        state.threads -= 1;
        while state.threads == 0
            && let Some((_, job)) = state.jobs.pop_front()
        {
            state = self.run(state, job);
        }
    }

    /// Takes a job that has not started out of the queue and drops it.
    pub(crate) fn withdraw(&self, ticket: u64) {
        let mut state = self.lock();
        let Ok(place) = state.jobs.binary_search_by_key(&ticket, |(ticket, _)| *ticket) else { return };
        let job = state.jobs.remove(place);
        // What the job holds is the user's: it is dropped without the lock.
        drop(state);
        drop(job);
    }

    /// The life of a thread.
    fn work(self: Arc<Self>) {
        let mut state = self.lock();
        loop {
            if let Some((_, job)) = state.jobs.pop_front() {
                state = self.run(state, job);
            } else if state.closed {
                break;
            } else {
                let woken;
                (state, woken) = self.sleep(state);
                if !woken {
                    break;
                }
            }
        }
        state.threads -= 1;
    }

    fn run<'a>(&'a self, state: MutexGuard<'a, State>, job: Job) -> MutexGuard<'a, State> {
        let slot = Slot::take(&self.running);
        drop(state);
        job.run(slot);
        self.lock()
    }

    /// Sleeps until somebody wakes this thread (`true`) or it was idle for too long.
    fn sleep<'a>(&'a self, mut state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool) {
        let this = std::thread::current();
        let since = Instant::now();
        state.idle.push(this.clone());
        loop {
            drop(state);
            std::thread::park_timeout(self.settings.idle.saturating_sub(since.elapsed()));
            state = self.lock();
            // `park` may return for no reason: what counts is whether somebody took this thread off the stack.
            let Some(place) = state.idle.iter().position(|thread| thread.id() == this.id()) else {
                return (state, true);
            };
            if since.elapsed() >= self.settings.idle {
                state.idle.remove(place);
                return (state, false);
            }
        }
    }

    fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let jobs = std::mem::take(&mut state.jobs);
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        idle.iter().for_each(Thread::unpark);
        jobs.into_iter().for_each(|(_, job)| job.abandon());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No user code runs under the lock, so a poisoned state is a whole one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{io, task::Waker};

    use super::*;

    #[test]
    fn without_any_thread_the_caller_runs_the_job() {
        let pool = Pool::with_start(PoolSettings::default(), |_| Err(io::Error::other("no more threads")));
        let this = std::thread::current().id();
        for _ in 0..3 {
            let mut call = pool.call(move || std::thread::current().id() == this);
            let result = Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(result, Poll::Ready(Ok(true))));
        }
    }

    #[test]
    fn with_one_thread_the_job_waits_for_it() {
        // The first thread starts; every further one is refused.
        let pool = Pool::with_start(PoolSettings::default(), |shared| {
            if shared.lock().threads > 1 {
                return Err(io::Error::other("no more threads"));
            }
            thread::start(move || shared.work())
        });
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let busy = pool.call(move || {
            ended.recv().expect("the test ends the job");
            std::thread::current().id()
        });
        let queued = pool.call(|| std::thread::current().id());
        assert_eq!(pool.shared.lock().threads, 1);
        end.send(()).unwrap();
        let runtime = crate::runtime(Some(1)).unwrap();
        assert_eq!(runtime.block_on(busy).unwrap(), runtime.block_on(queued).unwrap());
    }

    #[test]
    fn the_thread_that_slept_last_is_woken_first() {
        let pool = Pool::new(PoolSettings { threads: 2, ..PoolSettings::default() });
        let runtime = crate::runtime(Some(1)).unwrap();
        let both = Arc::new(std::sync::Barrier::new(2));
        let calls = [both.clone(), both].map(|both| pool.call(move || both.wait()));
        for call in calls {
            runtime.block_on(call).unwrap();
        }
        for _ in 0..20 {
            let last = loop {
                if let [_, last] = &pool.shared.lock().idle[..] {
                    break last.id();
                }
                std::thread::yield_now();
            };
            assert_eq!(runtime.block_on(pool.call(|| std::thread::current().id())).unwrap(), last);
        }
    }
}
