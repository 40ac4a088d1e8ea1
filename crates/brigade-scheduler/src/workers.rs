//! The pool's threads, and how jobs reach them.
//!
//! ```text
//!  caller                     one mutex                          thread of the pool
//!  ──────                     ─────────                          ──────────────────
//!  submit(job) ─ arrive ─▶ policy: queued jobs
//!     │                      │ start: as many as it admits
//!     │                      ▼
//!     │                    ready: admitted jobs    ◀── pop ──── look: run the oldest, panics contained
//!     │                    idle: A B (stack)                      │
//!     │                      ▲ wakes, starts ◀──── finish ───────┤ free the slot: the policy admits more
//!     ◀───────────────────── one-shot channel ◀──── result ──────┘ and look again
//!  withdraw before the start: the ticket is looked up and its job leaves the queue
//! ```
//!
//! The [`Policy`] decides what runs; here is who runs it. Everything shared is behind one mutex, so each of these is
//! one step that nobody sees half done: a job enters and threads are found for what is admitted; a job ends and what it
//! makes room for is admitted; a thread finds no job and lies down; a caller leaves and its job is withdrawn.
//!
//! The invariant: *at least as many threads are on their way to look into `ready` as there are jobs in it* (`looking`),
//! unless the operating system refuses threads. A thread is on its way from the moment it is woken or being started,
//! and from the moment its job has ended; so a thread takes its own next job, and another is woken only if there is one
//! more. A thread that finds `ready` empty (somebody was faster) lies down.
//!
//! The thread that slept last is woken first: its stack and caches are warm, and the others can reach their idle
//! time and end.

use std::{
    any::Any,
    collections::VecDeque,
    error::Error,
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::Thread,
    time::{Duration, Instant},
};

use crate::{
    cores::cores,
    meter::{Meter, Reading},
    policy::{Policy, Started, Ticket, Usage},
};

/// How large a [`Pool`](crate::Pool) may become.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// The most threads at once; at least one.
    pub threads: usize,
    /// How many cores jobs may keep busy; `None` is what [`cores`] says, rounded up and looked at again every five
    /// seconds.
    pub cores: Option<f64>,
    /// The most jobs that wait although nothing can run them yet; the next one is refused.
    pub queue_max: usize,
    /// How long a thread without work is kept.
    pub idle: Duration,
}

impl Default for PoolSettings {
    /// At most 256 threads; the cores of the process; 1,000 waiting jobs; threads are kept for 10 s.
    fn default() -> Self {
        Self { threads: 256, cores: None, queue_max: 1_000, idle: Duration::from_secs(10) }
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
    shared: &'a Arc<Shared>,
    operation: usize,
    /// The thread's clocks, and what they said at the start; `None` on a thread that is not the pool's.
    begun: Option<(&'a Meter, Reading)>,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let measured = self.begun.map(|(meter, begun)| {
            let end = meter.read();
            self.shared.look_at_cores(end.at);
            begun.usage(&end)
        });
        self.shared.finish(self.operation, measured);
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
    budget: Budget,
    /// Whether the log has heard of a thread that did not start.
    short_of_threads: Once,
}

struct State {
    policy: Policy<Job>,
    /// The names of the operations, by number.
    names: Vec<&'static str>,
    /// Admitted jobs that no thread has taken yet, oldest first.
    ready: VecDeque<Started<Job>>,
    /// Threads that sleep, the last to lie down at the end. Who wakes one takes it off first.
    idle: Vec<Thread>,
    /// Threads that live or are being started.
    threads: usize,
    /// How many threads will look into `ready` without being woken once more.
    looking: usize,
    closed: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        let weights = state.names.iter().enumerate().map(|(number, name)| (name, state.policy.weight(number)));
        formatter
            .debug_struct("Shared")
            .field("queued", &state.policy.queued())
            .field("running", &state.policy.running())
            .field("threads", &state.threads)
            .field("weights", &weights.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Threads that are needed, to be woken and started once the lock is free.
#[derive(Default)]
struct Needed {
    wake: Vec<Thread>,
    start: usize,
}

impl Shared {
    pub(crate) fn new(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        let settings = PoolSettings { threads: settings.threads.max(1), ..settings };
        let budget = Budget::new(Instant::now());
        let state = State {
            policy: Policy::new(settings.cores.unwrap_or_else(whole_cores), settings.threads),
            names: Vec::new(),
            ready: VecDeque::new(),
            idle: Vec::new(),
            threads: 0,
            looking: 0,
            closed: false,
        };
        Self { settings, start, state: Mutex::new(state), budget, short_of_threads: Once::new() }
    }

    pub(crate) fn operation(&self, name: &'static str) -> usize {
        let mut state = self.lock();
        state.names.push(name);
        state.policy.operation()
    }

    pub(crate) fn weight(&self, operation: usize) -> f64 {
        self.lock().policy.weight(operation)
    }

    /// Queues `job` and finds threads for what can run.
    pub(crate) fn submit(self: &Arc<Self>, operation: usize, job: Job, entry: Entry) -> Result<Ticket, JobError> {
        let mut state = self.lock();
        if state.closed {
            return Err(JobError::Closed);
        }
        let ticket = state.policy.arrive(operation, job);
        let needed = self.admit(&mut state);
        let too_many = entry == Entry::New && state.policy.queued() > self.settings.queue_max;
        // A job that was admitted on the spot is not in the queue: however long that is, it goes on.
        let refused = if too_many { state.policy.cancel(ticket) } else { None };
        drop(state);
        self.call_up(needed);
        match refused {
            Some(_) => Err(JobError::Refused),
            None => Ok(ticket),
        }
    }

    /// A job has ended: what it makes room for is admitted, and this thread will look for it.
    fn finish(self: &Arc<Self>, operation: usize, measured: Option<Usage>) {
        let mut state = self.lock();
        state.policy.finish(operation, measured);
        state.looking += 1;
        let needed = self.admit(&mut state);
        drop(state);
        self.call_up(needed);
    }

    /// Moves what the policy admits to `ready`, and says which threads that takes.
    fn admit(&self, state: &mut State) -> Needed {
        while let Some(started) = state.policy.start() {
            state.ready.push_back(started);
        }
        let mut needed = Needed::default();
        while state.looking < state.ready.len() {
            if let Some(thread) = state.idle.pop() {
                needed.wake.push(thread);
            } else if state.threads < self.settings.threads {
                state.threads += 1;
                needed.start += 1;
            } else {
                break;
            }
            state.looking += 1;
        }
        needed
    }

    fn call_up(self: &Arc<Self>, needed: Needed) {
        needed.wake.iter().for_each(Thread::unpark);
        for _ in 0..needed.start {
            if let Err(error) = (self.start)(self.clone()) {
                self.go_on_without(&error);
            }
        }
    }

    /// Goes on with the threads there are. If there are none, nobody else would look for jobs: this thread does.
    fn go_on_without(self: &Arc<Self>, error: &io::Error) {
        self.short_of_threads.call_once(|| tracing::warn!(%error, "the pool gets no further threads"));
        let mut state = self.lock();
        state.threads -= 1;
        state.looking -= 1;
        while state.threads == 0
            && let Some(started) = state.ready.pop_front()
        {
            state = self.run(state, None, started);
            state.looking -= 1;
        }
    }

    /// Takes a job that has not started out of the queue and drops it.
    pub(crate) fn withdraw(self: &Arc<Self>, ticket: Ticket) {
        let mut state = self.lock();
        let queued = state.policy.cancel(ticket);
        let place = state.ready.iter().position(|started| started.ticket == ticket);
        let ready = place.and_then(|place| state.ready.remove(place));
        if let Some(started) = &ready {
            state.policy.finish(started.operation, None);
        }
        let needed = self.admit(&mut state);
        drop(state);
        self.call_up(needed);
        // What the job holds is the user's: it is dropped without the lock.
        drop((queued, ready));
    }

    /// The life of a thread.
    pub(crate) fn work(self: Arc<Self>) {
        let meter = Meter::new();
        let mut state = self.lock();
        loop {
            state.looking -= 1;
            if let Some(started) = state.ready.pop_front() {
                state = self.run(state, Some(&meter), started);
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

    /// Runs a job; afterwards the thread counts as one that looks for the next.
    fn run<'a>(
        self: &'a Arc<Self>,
        state: MutexGuard<'a, State>,
        meter: Option<&Meter>,
        started: Started<Job>,
    ) -> MutexGuard<'a, State> {
        drop(state);
        let begun = meter.map(|meter| (meter, meter.read()));
        started.job.run(Slot { shared: self, operation: started.operation, begun });
        self.lock()
    }

    fn look_at_cores(&self, now: Instant) {
        if self.settings.cores.is_none() && self.budget.is_due(now) {
            let cores = whole_cores();
            self.lock().policy.set_cores(cores);
        }
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

    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let queued = state.policy.close();
        let ready = std::mem::take(&mut state.ready);
        let idle = std::mem::take(&mut state.idle);
        state.looking += idle.len();
        drop(state);
        idle.iter().for_each(Thread::unpark);
        queued.into_iter().chain(ready.into_iter().map(|started| started.job)).for_each(Job::abandon);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No user code runs under the lock, so a poisoned state is a whole one.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The cores of this process, rounded up: with 1.5 cores, one job of pure work would leave half a core idle.
fn whole_cores() -> f64 {
    cores().ceil()
}

/// How often the number of cores is looked at: control groups change while processes run.
const BUDGET_PERIOD: Duration = Duration::from_secs(5);

/// Says when it is time to look at the number of cores again.
struct Budget {
    begun: Instant,
    /// Periods from `begun` to the last look.
    looked: AtomicU64,
}

impl Budget {
    fn new(begun: Instant) -> Self {
        Self { begun, looked: AtomicU64::new(0) }
    }

    /// Whether somebody should look, who will then be the only one in this period.
    fn is_due(&self, now: Instant) -> bool {
        let period = now.saturating_duration_since(self.begun).as_secs() / BUDGET_PERIOD.as_secs();
        // The load alone answers nearly always, and does not take the cache line from the other threads.
        self.looked.load(Relaxed) < period && self.looked.fetch_max(period, Relaxed) < period
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll, Waker},
    };

    use super::*;
    use crate::{pool::Pool, thread};

    #[test]
    fn without_any_thread_the_caller_runs_the_job() {
        let pool = Pool::with_start(PoolSettings::default(), |_| Err(io::Error::other("no more threads")));
        let (operation, this) = (pool.operation("job"), std::thread::current().id());
        for _ in 0..3 {
            let mut call = pool.call(operation, move || std::thread::current().id() == this);
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
        let operation = pool.operation("job");
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let busy = pool.call(operation, move || {
            ended.recv().expect("the test ends the job");
            std::thread::current().id()
        });
        let queued = pool.call(operation, || std::thread::current().id());
        assert_eq!(pool.shared.lock().threads, 1);
        end.send(()).unwrap();
        let runtime = crate::runtime::runtime(Some(1)).unwrap();
        assert_eq!(runtime.block_on(busy).unwrap(), runtime.block_on(queued).unwrap());
    }

    #[test]
    fn the_thread_that_slept_last_is_woken_first() {
        let pool = Pool::new(PoolSettings { threads: 2, cores: Some(2.0), ..PoolSettings::default() });
        let operation = pool.operation("job");
        let runtime = crate::runtime::runtime(Some(1)).unwrap();
        let both = Arc::new(std::sync::Barrier::new(2));
        let calls = [both.clone(), both].map(|both| pool.call(operation, move || both.wait()));
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
            assert_eq!(runtime.block_on(pool.call(operation, || std::thread::current().id())).unwrap(), last);
        }
    }

    #[test]
    fn one_thread_in_five_seconds_looks_at_the_cores() {
        let begun = Instant::now();
        let budget = Budget::new(begun);
        let seconds = [(0, false), (4, false), (5, true), (5, false), (9, false), (23, true), (19, false), (25, true)];
        for (second, expected) in seconds {
            assert_eq!(budget.is_due(begun + Duration::from_secs(second)), expected, "{second} s");
        }
    }
}
