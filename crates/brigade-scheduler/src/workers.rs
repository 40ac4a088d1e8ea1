//! The pool's threads, and how jobs reach them.
//!
//! ```text
//!  caller                     one mutex                          thread of the pool
//!  ──────                     ─────────                          ──────────────────
//!  submit(job) ─ Arrive ─▶ policy: queued jobs
//!     │                      │ Start: as many as it admits
//!     │                      ▼
//!     │                    ready: admitted jobs    ◀── pop ──── look: run the oldest, panics contained
//!     │                    idle: A B (stack)                      │
//!     │                      ▲ wakes, starts ◀──── Finish ───────┤ free the slot: the policy admits more
//!     ◀───────────────────── one-shot channel ◀──── result ──────┘ and look again
//!  withdraw before the start (Cancel): the job leaves the queue
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
    fmt,
    hash::{BuildHasher, RandomState},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    task::Poll,
    thread::Thread,
    time::{Duration, Instant},
};

use crate::{
    budget,
    cores::{cores, quota},
    meter::{Meter, Reading},
    policy::{Action, Arrival, Entry, Event, Kind, Policy, PolicySettings, Refusal, Size, Usage},
    record::{OperationSettings, Record},
    snapshot::{OperationSnapshot, Snapshot},
    stamp,
    vigil::Vigil,
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
    /// At most 256 threads; the cores of the process; 10,000 waiting jobs; threads are kept for 10 s.
    fn default() -> Self {
        Self { threads: 256, cores: None, queue_max: 10_000, idle: Duration::from_secs(10) }
    }
}

/// Why a job gave no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError {
    /// The job panicked, with this payload. Its thread goes on with the next job.
    Panicked(Box<dyn Any + Send>),
    /// There is more to do than can be done; the job did not start.
    Refused(Refusal),
    /// The pool was dropped before the job was done.
    Closed,
}

impl fmt::Display for JobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(payload) => write!(formatter, "the job panicked: {}", panic_message(payload.as_ref())),
            Self::Refused(refusal) => write!(formatter, "the job was refused: {refusal}"),
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
pub(crate) struct Job {
    record: Arc<Record>,
    queued: Instant,
    task: Task,
}

/// What a job does.
pub(crate) enum Task {
    /// Run a function.
    Call(Box<dyn Called>),
    /// Poll a future once.
    Poll(Arc<dyn Driven>),
}

/// A function that the pool calls.
pub(crate) trait Called: Send {
    /// Calls it, on the calling thread.
    fn call(self: Box<Self>, slot: Slot<'_>);
    /// Tells its caller that it was not called.
    fn refuse(self: Box<Self>, error: JobError);
}

/// A future that the pool polls.
pub(crate) trait Driven: Send + Sync {
    /// Polls once, on the calling thread.
    fn poll(self: Arc<Self>, slot: Slot<'_>);
    /// Drops the future and tells its caller why.
    fn refuse(&self, error: JobError);
}

/// Where a job is found while it waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    kind: Kind,
    id: u64,
}

/// A place among the running jobs.
///
/// It is given back before the caller hears of the result: the caller's next job must find it free.
pub(crate) struct Slot<'a> {
    shared: &'a Arc<Shared>,
    kind: Kind,
    record: Arc<Record>,
    /// The thread's clocks, and what they said at the start; `None` on a thread that is not the pool's.
    begun: Option<(&'a Meter, Reading)>,
    /// What the job's poll said, if it is one.
    pub(crate) poll: Option<Poll<()>>,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let usage = self.begun.map(|(meter, begun)| {
            let end = meter.read();
            let usage = begun.usage(&end);
            self.record.ran(&usage);
            if let Some(poll) = self.poll {
                self.record.polled(self.kind.size, &usage, poll, end.at.duration_since(self.shared.begun));
            }
            usage
        });
        self.shared.finish(self.kind, usage);
    }
}

impl Job {
    fn run(self, slot: Slot<'_>) {
        // The job has caught its own panic; what is caught here comes from dropping what the job left behind.
        let outcome = catch_unwind(AssertUnwindSafe(|| match self.task {
            Task::Call(function) => function.call(slot),
            Task::Poll(driven) => driven.poll(slot),
        }));
        if let Err(payload) = outcome {
            tracing::error!(message = panic_message(payload.as_ref()), "a panic while a job's result was dropped");
        }
    }

    fn refuse(self, error: JobError) {
        match self.task {
            Task::Call(function) => function.refuse(error),
            Task::Poll(driven) => driven.refuse(error),
        }
    }
}

/// What the pool, its threads and its callers share.
pub(crate) struct Shared {
    settings: PoolSettings,
    start: fn(Arc<Shared>) -> io::Result<()>,
    state: Mutex<State>,
    begun: Instant,
    job_next: AtomicU64,
    pub(crate) vigil: Arc<Vigil>,
    /// What this pool uses, in the books of the process.
    used: budget::Share,
    /// Whether the log has heard of a thread that did not start.
    short_of_threads: Once,
}

struct State {
    policy: Policy<Job>,
    /// What the policy wants; empty between two steps.
    actions: Vec<Action<Job>>,
    /// By number.
    operations: Vec<Arc<Record>>,
    cores: f64,
    /// Admitted jobs that no thread has taken yet, oldest first.
    ready: VecDeque<Ready>,
    /// Threads that sleep, the last to lie down at the end. Who wakes one takes it off first.
    idle: Vec<Thread>,
    /// Threads that live or are being started.
    threads: usize,
    /// How many threads will look into `ready` without being woken once more.
    looking: usize,
    closed: bool,
}

struct Ready {
    kind: Kind,
    id: u64,
    job: Job,
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        formatter
            .debug_struct("Shared")
            .field("queued", &state.policy.queued())
            .field("running", &state.policy.running())
            .field("threads", &state.threads)
            .field("borrowed", &budget::process().borrowed())
            .finish_non_exhaustive()
    }
}

/// What follows from a step, to be done once the lock is free.
#[derive(Default)]
struct Aftermath {
    wake: Vec<Thread>,
    start: usize,
    refused: Vec<(Job, JobError)>,
    /// What a job holds is the user's: it is dropped without the lock.
    discarded: Vec<Job>,
}

impl Shared {
    pub(crate) fn new(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        let settings = PoolSettings { threads: settings.threads.max(1), ..settings };
        let (begun, cores) = (Instant::now(), settings.cores.unwrap_or_else(whole_cores));
        let policy = PolicySettings {
            cores,
            running_max: settings.threads,
            queue_max: settings.queue_max,
            seed: RandomState::new().hash_one(0),
        };
        let state = State {
            policy: Policy::new(policy),
            actions: Vec::new(),
            operations: Vec::new(),
            cores,
            ready: VecDeque::new(),
            idle: Vec::new(),
            threads: 0,
            looking: 0,
            closed: false,
        };
        Self {
            settings,
            start,
            state: Mutex::new(state),
            begun,
            job_next: AtomicU64::new(0),
            vigil: Arc::default(),
            used: budget::process().share(),
            short_of_threads: Once::new(),
        }
    }

    pub(crate) fn operation(&self, settings: OperationSettings) -> Arc<Record> {
        let mut state = self.lock();
        let record = Arc::new(Record::new(state.policy.operation(settings.limits()), settings));
        state.operations.push(record.clone());
        self.vigil.add(record.clone());
        record
    }

    pub(crate) fn weight(&self, operation: usize) -> f64 {
        self.lock().policy.weight(Kind { operation, size: Size::Small })
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        let operation = |record: &Arc<Record>| {
            let weight = state.policy.weight(Kind { operation: record.number, size: Size::Small });
            OperationSnapshot::new(record, weight)
        };
        Snapshot {
            cores: state.cores,
            threads: state.threads,
            running: state.policy.running(),
            queued: state.policy.queued(),
            duty: self.vigil.duty(),
            notes: self.vigil.notes(),
            operations: state.operations.iter().map(operation).collect(),
        }
    }

    /// Queues a job and finds threads for what can run.
    pub(crate) fn submit(self: &Arc<Self>, record: &Arc<Record>, size: Size, entry: Entry, task: Task) -> Ticket {
        let queued = Instant::now();
        let kind = Kind { operation: record.number, size };
        let id = self.job_next.fetch_add(1, Relaxed);
        let deadline = Some(queued.duration_since(self.begun) + record.settings.time_max);
        let job = Job { record: record.clone(), queued, task };
        let state = self.lock();
        if state.closed {
            drop(state);
            job.refuse(JobError::Closed);
        } else {
            self.step(state, queued, Event::Arrive(Arrival { id, kind, entry, deadline, job }));
        }
        Ticket { kind, id }
    }

    /// A job has ended: what it makes room for is admitted, and this thread will look for it.
    fn finish(self: &Arc<Self>, kind: Kind, usage: Option<Usage>) {
        let mut state = self.lock();
        state.looking += 1;
        self.step(state, Instant::now(), Event::Finish { kind, usage, released: false });
    }

    /// Takes a job that has not started out of the queue and drops it.
    pub(crate) fn withdraw(self: &Arc<Self>, ticket: Ticket) {
        let Ticket { kind, id } = ticket;
        let mut state = self.lock();
        let place = state.ready.iter().position(|ready| ready.id == id);
        let ready = place.and_then(|place| state.ready.remove(place));
        let event = match ready {
            Some(_) => Event::Finish { kind, usage: None, released: false },
            None => Event::Cancel { kind, id },
        };
        self.step(state, Instant::now(), event);
        if let Some(Ready { job, .. }) = ready {
            job.record.departed.fetch_add(1, Relaxed);
        }
    }

    /// Tells the policy what happened and does what follows.
    fn step(self: &Arc<Self>, mut state: MutexGuard<'_, State>, now: Instant, event: Event<Job>) {
        let State { policy, actions, .. } = &mut *state;
        policy.step(event, now.duration_since(self.begun), actions);
        self.used.set(policy.working());
        let mut aftermath = Aftermath::default();
        let mut actions = std::mem::take(actions);
        for action in actions.drain(..) {
            match action {
                Action::Start { kind, id, job } => state.ready.push_back(Ready { kind, id, job }),
                Action::Refuse { job, refusal, .. } => aftermath.refused.push((job, JobError::Refused(refusal))),
                Action::Discard(job) => aftermath.discarded.push(job),
            }
        }
        state.actions = actions;
        self.find_threads(&mut state, &mut aftermath);
        drop(state);
        self.settle(aftermath);
    }

    /// Says which threads it takes to look at everything in `ready`.
    fn find_threads(&self, state: &mut State, aftermath: &mut Aftermath) {
        while state.looking < state.ready.len() {
            if let Some(thread) = state.idle.pop() {
                aftermath.wake.push(thread);
            } else if state.threads < self.settings.threads {
                state.threads += 1;
                aftermath.start += 1;
            } else {
                break;
            }
            state.looking += 1;
        }
    }

    fn settle(self: &Arc<Self>, aftermath: Aftermath) {
        aftermath.wake.iter().for_each(Thread::unpark);
        for _ in 0..aftermath.start {
            if let Err(error) = (self.start)(self.clone()) {
                self.go_on_without(&error);
            }
        }
        for (job, error) in aftermath.refused {
            job.record.refused.fetch_add(1, Relaxed);
            job.refuse(error);
        }
        for job in aftermath.discarded {
            job.record.departed.fetch_add(1, Relaxed);
        }
    }

    /// Goes on with the threads there are. If there are none, nobody else would look for jobs: this thread does.
    fn go_on_without(self: &Arc<Self>, error: &io::Error) {
        self.short_of_threads.call_once(|| tracing::warn!(%error, "the pool gets no further threads"));
        let mut state = self.lock();
        state.threads -= 1;
        state.looking -= 1;
        while state.threads == 0
            && let Some(ready) = state.ready.pop_front()
        {
            state = self.run(state, None, ready);
            state.looking -= 1;
        }
    }

    /// The life of a thread.
    pub(crate) fn work(self: Arc<Self>) {
        stamp::on_pool();
        let meter = Meter::new();
        let mut state = self.lock();
        loop {
            state.looking -= 1;
            if let Some(ready) = state.ready.pop_front() {
                state = self.run(state, Some(&meter), ready);
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
        Ready { kind, job, .. }: Ready,
    ) -> MutexGuard<'a, State> {
        drop(state);
        if meter.is_some() && job.record.is_heavy() {
            std::thread::sleep(self.vigil.pause(self.now()));
        }
        let begun = meter.map(|meter| (meter, meter.read()));
        if let Some((_, reading)) = &begun {
            job.record.queue_wait.add(reading.at.saturating_duration_since(job.queued));
        }
        let record = job.record.clone();
        // Only the first job can find no watchdog, and that one is started together with the first thread.
        self.vigil.rouse();
        let _stamp = stamp::begin(record.stamp);
        job.run(Slot { shared: self, kind, record, begun, poll: None });
        self.lock()
    }

    /// Looks how many cores there are, unless that was set. Returns the CPU quota, if there is one.
    pub(crate) fn look_at_cores(self: &Arc<Self>) -> Option<f64> {
        if self.settings.cores.is_some() {
            return None;
        }
        let cores = whole_cores();
        budget::process().set_cores(cores);
        let mut state = self.lock();
        state.cores = cores;
        self.step(state, Instant::now(), Event::Cores(cores));
        quota()
    }

    /// Leaves `cores` to rayon's threads, but half of all at most: one operation may use rayon, and the others compute too.
    ///
    /// Helpers are not counted here. They leave when jobs come, and could not see that if the jobs waited for them.
    #[cfg(feature = "parallel")]
    pub(crate) fn leave_to_rayon(self: &Arc<Self>, cores: f64) {
        let state = self.lock();
        let most = state.cores / 2.0;
        self.step(state, Instant::now(), Event::Borrowed(cores.min(most)));
    }

    /// Returns the time since the pool was made.
    pub(crate) fn now(&self) -> Duration {
        self.begun.elapsed()
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

    pub(crate) fn close(self: &Arc<Self>) {
        self.vigil.end();
        let mut state = self.lock();
        state.closed = true;
        let ready = std::mem::take(&mut state.ready);
        let idle = std::mem::take(&mut state.idle);
        state.looking += idle.len();
        let State { policy, actions, .. } = &mut *state;
        policy.step(Event::Close, self.begun.elapsed(), actions);
        let actions = std::mem::take(actions);
        drop(state);
        idle.iter().for_each(Thread::unpark);
        let queued =
            actions.into_iter().filter_map(|action| if let Action::Discard(job) = action { Some(job) } else { None });
        queued.chain(ready.into_iter().map(|ready| ready.job)).for_each(|job| job.refuse(JobError::Closed));
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
        let (operation, this) = (pool.operation(OperationSettings::named("job")), std::thread::current().id());
        for _ in 0..3 {
            let mut call = operation.call(move || std::thread::current().id() == this);
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
            thread::start("brigade-work", move || shared.work())
        });
        let operation = pool.operation(OperationSettings::named("job"));
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let busy = operation.call(move || {
            ended.recv().expect("the test ends the job");
            std::thread::current().id()
        });
        let queued = operation.call(|| std::thread::current().id());
        assert_eq!(pool.shared.lock().threads, 1);
        end.send(()).unwrap();
        let runtime = crate::runtime::runtime(Some(1)).unwrap();
        assert_eq!(runtime.block_on(busy).unwrap(), runtime.block_on(queued).unwrap());
    }

    #[test]
    fn the_thread_that_slept_last_is_woken_first() {
        let pool = Pool::new(PoolSettings { threads: 2, cores: Some(2.0), ..PoolSettings::default() });
        let operation = pool.operation(OperationSettings::named("job"));
        let runtime = crate::runtime::runtime(Some(1)).unwrap();
        let both = Arc::new(std::sync::Barrier::new(2));
        let calls = [both.clone(), both].map(|both| operation.call(move || both.wait()));
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
            assert_eq!(runtime.block_on(operation.call(|| std::thread::current().id())).unwrap(), last);
        }
    }
}
