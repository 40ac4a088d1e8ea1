//! Runs single items together: whoever has one calls for it alone, and the work gets as many as it pays to do at once.
//!
//! ```text
//!  submit(item) ─▶ queue ─────────────┐ pack: oldest first, when a runner starts
//!     │              │ no instance     ▼
//!     │              │ is busy ─▶ runner (a job of the pool) ─▶ BatchWork::run ─▶ answers, one to each caller
//!     ◀──────────────┼─────────────────────────────────────────────────────────────┘
//!  dropped: the item leaves the queue              └▶ another runner, if something waits
//! ```
//!
//! **No timer.** An item that finds an instance free goes at once. While all instances are busy, items gather; whoever is
//! free next takes what has gathered. So a batch is as large as the load makes it, and a lone item never waits for company.
//!
//! **Runners.** A runner is a job of the pool like any other, of an operation that is named after the work: it is admitted
//! on the pool's budget, and takes turns with the jobs of other operations. What it takes along is decided when it
//! starts, not when it is sent for. It runs one batch; if something waits then, the next runner is sent for.
//!
//! What goes together is decided in `policy.rs`; what a runner does is in `runner.rs`.

mod policy;
mod runner;

use std::{
    borrow::Cow,
    error::Error,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use self::policy::{Arrival, Key, Limits, Policy};
pub use self::runner::is_wanted;
use crate::{
    policy::{Reason, Refusal},
    pool::Pool,
    record::{Histogram, OperationSettings, Placement, Record},
    snapshot::{BatchSnapshot, Distribution, Report},
    workers,
};

/// Is work that is done for many items at once.
pub trait BatchWork: Send + Sync + 'static {
    /// What one caller gives.
    type Item: Send + 'static;
    /// What one caller gets.
    type Output: Send + 'static;
    /// Why the work failed for all.
    type Error: Send + Sync + 'static;

    /// Works on all items and returns an output for each, in their order.
    ///
    /// If it fails or panics and all items are still there, smaller parts of them are tried; a caller whose item is tried
    /// alone gets what is said of it alone. Whoever takes items out gives that up.
    ///
    /// # Errors
    ///
    /// What is the matter with the items as a whole.
    fn run(&self, items: &mut Vec<Self::Item>) -> Result<Vec<Self::Output>, Self::Error>;
}

/// Says how items are put together.
///
/// ```
/// use brigade_scheduler::batch::BatchSettings;
///
/// let settings = BatchSettings { max: 8, ..BatchSettings::named("embed") };
/// assert!(settings.retry);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchSettings {
    /// What people call the work.
    pub name: Cow<'static, str>,
    /// The most items of a batch; at least one.
    pub max: usize,
    /// The most that a batch may cost: the cost of its dearest item times their number, as shorter ones are padded.
    pub cost_max: Option<u64>,
    /// The most batches that run at once; `None` is one for each core.
    pub instances: Option<usize>,
    /// The most items that wait.
    pub queue_max: usize,
    /// Whether parts of a batch that failed are tried again.
    pub retry: bool,
}

impl BatchSettings {
    /// Names work that is like most: batches of up to 32, on all cores, 10,000 items in the queue, failed ones tried again.
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), max: 32, cost_max: None, instances: None, queue_max: 10_000, retry: true }
    }
}

/// Why an item has no output.
#[non_exhaustive]
pub enum BatchFailure<E> {
    /// The work failed, with this error: for this item alone, or for all of a batch.
    Failed(Arc<E>),
    /// The work panicked, with this message.
    Panicked(String),
    /// The work returned another number of outputs than it had items, so nobody knows whose they are.
    WrongLength {
        /// How many items it had.
        expected: usize,
        /// How many outputs it returned.
        got: usize,
    },
    /// There is more to do than can be done; the item was not tried.
    Refused(Refusal),
    /// Its time was over before it was tried.
    Expired,
    /// The pool was dropped before the work was done.
    Closed,
}

impl<E> Clone for BatchFailure<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Failed(error) => Self::Failed(error.clone()),
            Self::Panicked(message) => Self::Panicked(message.clone()),
            &Self::WrongLength { expected, got } => Self::WrongLength { expected, got },
            &Self::Refused(refusal) => Self::Refused(refusal),
            Self::Expired => Self::Expired,
            Self::Closed => Self::Closed,
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for BatchFailure<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => formatter.debug_tuple("Failed").field(error).finish(),
            other => write!(formatter, "{}", other.words()),
        }
    }
}

impl<E: fmt::Display> fmt::Display for BatchFailure<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(formatter),
            other => formatter.write_str(&other.words()),
        }
    }
}

impl<E: Error> Error for BatchFailure<E> {}

impl<E> BatchFailure<E> {
    fn words(&self) -> Cow<'static, str> {
        match self {
            Self::Failed(_) => "the work failed".into(),
            Self::Panicked(message) => format!("the work panicked: {message}").into(),
            Self::WrongLength { expected, got } => format!("{got} outputs came of {expected} items").into(),
            Self::Refused(refusal) => format!("the item was refused: {refusal}").into(),
            Self::Expired => "the item was not tried in time".into(),
            Self::Closed => "the pool is closed".into(),
        }
    }
}

/// What one caller gets.
type Answer<W> = Result<<W as BatchWork>::Output, BatchFailure<<W as BatchWork>::Error>>;

/// Where it goes.
type Caller<W> = oneshot::Sender<Answer<W>>;

/// An item and who waits for it.
struct Member<W: BatchWork> {
    item: W::Item,
    caller: Caller<W>,
}

/// Gathers single items into batches that run on a pool.
///
/// Clones are the same batcher.
///
/// ```
/// use std::convert::Infallible;
/// use brigade_scheduler::{Pool, PoolSettings, batch::{BatchSettings, BatchWork, Batcher}, runtime};
///
/// struct Squares;
///
/// impl BatchWork for Squares {
///     type Item = u64;
///     type Output = u64;
///     type Error = Infallible;
///
///     fn run(&self, items: &mut Vec<u64>) -> Result<Vec<u64>, Infallible> {
///         Ok(items.iter().map(|item| item * item).collect())
///     }
/// }
///
/// let pool = Pool::new(PoolSettings::default());
/// let squares = Batcher::new(&pool, BatchSettings::named("squares"), Squares);
/// let nine = runtime(Some(1))?.block_on(squares.submit(3, 1, None));
/// assert_eq!(nine.unwrap(), 9);
/// # std::io::Result::Ok(())
/// ```
pub struct Batcher<W: BatchWork> {
    batches: Arc<Batches<W>>,
}

impl<W: BatchWork> Clone for Batcher<W> {
    fn clone(&self) -> Self {
        Self { batches: self.batches.clone() }
    }
}

impl<W: BatchWork> fmt::Debug for Batcher<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Batcher").field("settings", &self.batches.settings).finish_non_exhaustive()
    }
}

impl<W: BatchWork> Batcher<W> {
    /// Makes a batcher whose batches run on `pool`, as jobs of an operation of its own.
    #[must_use]
    pub fn new(pool: &Pool, settings: BatchSettings, work: W) -> Self {
        let settings = BatchSettings { max: settings.max.max(1), ..settings };
        // Its jobs are calls, which always run on the pool.
        let operation =
            OperationSettings { placement: Placement::Pool, ..OperationSettings::named(settings.name.clone()) };
        let limits = Limits { max: settings.max, cost_max: settings.cost_max, queue_max: settings.queue_max };
        let batches = Arc::new(Batches {
            settings,
            work,
            pool: pool.shared.clone(),
            record: pool.shared.operation(operation),
            begun: Instant::now(),
            state: Mutex::new(State {
                policy: Policy::new(limits),
                sent: 0,
                running: 0,
                waiting: 0,
                closed: false,
                counts: Counts::default(),
            }),
            progress: Condvar::new(),
            queue_wait: Histogram::default(),
        });
        let report: Arc<dyn Report> = batches.clone();
        pool.shared.report(Arc::downgrade(&report));
        Self { batches }
    }

    /// Gives one item to the work and gives back its output.
    ///
    /// `cost` is how much there is to do for it, in a unit that is the same for all items, such as the length of a text: items
    /// of about the same cost are put together. After `deadline` the output is worth nothing: an item that waits until then
    /// is dropped.
    ///
    /// The item is queued at once, not at the first poll. If the returned future is dropped before the item is taken into
    /// a batch, the item leaves the queue.
    ///
    /// # Errors
    ///
    /// The future's output: any [`BatchFailure`].
    pub fn submit(&self, item: W::Item, cost: u64, deadline: Option<Instant>) -> Queued<W> {
        let mut queued = self.submit_all([(item, cost)], deadline);
        queued.pop().expect("as many are queued as were given")
    }

    /// Gives many items to the work, each with its cost; see [`Batcher::submit`].
    ///
    /// They take turns with the items of other calls. All of them are queued or all are refused.
    pub fn submit_all(
        &self,
        items: impl IntoIterator<Item = (W::Item, u64)>,
        deadline: Option<Instant>,
    ) -> Vec<Queued<W>> {
        let (arrivals, receivers): (Vec<_>, Vec<_>) = items
            .into_iter()
            .map(|(item, cost)| {
                let (caller, receiver) = oneshot::channel();
                (Arrival { cost, job: Member { item, caller } }, receiver)
            })
            .unzip();
        let keys = self.batches.submit(arrivals, deadline);
        let queued =
            |(place, receiver)| Queued { key: keys.get(place).copied(), batches: self.batches.clone(), receiver };
        receivers.into_iter().enumerate().map(queued).collect()
    }

    /// Does what [`Batcher::submit`] does, and waits for the output on the calling thread.
    ///
    /// In a job of the same pool the caller's thread runs a batch itself when an instance is free, so jobs that wait never
    /// keep from each other the thread that would work for them.
    ///
    /// # Errors
    ///
    /// Any [`BatchFailure`].
    pub fn wait(&self, item: W::Item, cost: u64, deadline: Option<Instant>) -> Answer<W> {
        let mut answers = self.wait_all([(item, cost)], deadline);
        answers.pop().expect("there are as many answers as items")
    }

    /// Does what [`Batcher::submit_all`] does, and waits for all outputs on the calling thread; see [`Batcher::wait`].
    pub fn wait_all(
        &self,
        items: impl IntoIterator<Item = (W::Item, u64)>,
        deadline: Option<Instant>,
    ) -> Vec<Answer<W>> {
        let queued = self.submit_all(items, deadline);
        queued.into_iter().map(|queued| queued.wait()).collect()
    }

    /// Says whether an item would be refused if it came now: to be asked before anything is done for it, such as reading a
    /// request's body.
    ///
    /// An item that is let through may still be refused when it comes.
    ///
    /// # Errors
    ///
    /// Why it would be refused, and when to try again.
    pub fn admit(&self, _cost: Option<u64>, _deadline: Option<Instant>) -> Result<(), Refusal> {
        self.batches.admit()
    }

    /// Shows what it does, and what it has done.
    #[must_use]
    pub fn snapshot(&self) -> BatchSnapshot {
        self.batches.snapshot()
    }
}

/// The output of [`Batcher::submit`], when it is ready.
#[must_use = "the item is withdrawn when this is dropped"]
pub struct Queued<W: BatchWork> {
    /// The item's place in the queue; `None` once there is nothing to withdraw.
    key: Option<Key>,
    batches: Arc<Batches<W>>,
    receiver: oneshot::Receiver<Answer<W>>,
}

impl<W: BatchWork> fmt::Debug for Queued<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queued").field("key", &self.key).finish_non_exhaustive()
    }
}

impl<W: BatchWork> Future for Queued<W> {
    type Output = Answer<W>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = self.batches.pool.courier.wrap(context.waker());
        let answer = ready!(Pin::new(&mut self.receiver).poll(&mut Context::from_waker(&waker)));
        self.key = None;
        // The caller's end goes away unused only with an item that `close` has dropped.
        Poll::Ready(answer.unwrap_or(Err(BatchFailure::Closed)))
    }
}

impl<W: BatchWork> Queued<W> {
    /// Waits on the calling thread, which works meanwhile if it is one of the pool's.
    fn wait(mut self) -> Answer<W> {
        let answer = self.batches.clone().wait_for(&mut self.receiver);
        self.key = None;
        answer
    }
}

impl<W: BatchWork> Drop for Queued<W> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.batches.withdraw(key);
        }
    }
}

/// What a batcher, its callers and its runners share.
struct Batches<W: BatchWork> {
    settings: BatchSettings,
    work: W,
    pool: Arc<workers::Shared>,
    record: Arc<Record>,
    begun: Instant,
    /// Held for microseconds, by callers and runners: a batch takes milliseconds.
    state: Mutex<State<W>>,
    /// Threads that wait for an answer are woken when there are some.
    progress: Condvar,
    queue_wait: Histogram,
}

struct State<W: BatchWork> {
    policy: Policy<Member<W>>,
    /// Runners that were sent for and have not taken anything yet.
    sent: usize,
    /// Batches that run.
    running: usize,
    /// Threads that sleep until there are answers.
    waiting: usize,
    closed: bool,
    counts: Counts,
}

/// What has happened so far.
#[derive(Debug, Clone, Default)]
struct Counts {
    batches: u64,
    items: u64,
    /// Batches by the logarithm of their size, rounded up.
    sizes: Vec<u64>,
    cpu: Duration,
    wall: Duration,
    cost: u64,
    padding: u64,
    refused: [u64; Reason::ALL.len()],
    expired: u64,
    departed: u64,
    retried: u64,
    failed: u64,
}

impl Counts {
    fn batch(&mut self, size: usize) {
        self.batches += 1;
        self.items += size as u64;
        let class = size.next_power_of_two().ilog2() as usize;
        self.sizes.resize(self.sizes.len().max(class + 1), 0);
        self.sizes[class] += 1;
    }
}

impl<W: BatchWork> Batches<W> {
    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// How many batches may run at once.
    fn instances(&self) -> usize {
        self.settings.instances.unwrap_or_else(|| self.pool.cores().ceil() as usize).max(1)
    }

    /// Queues all of them and sends runners; or tells their callers why not, and returns no keys.
    fn submit(self: &Arc<Self>, arrivals: Vec<Arrival<Member<W>>>, deadline: Option<Instant>) -> Vec<Key> {
        let deadline = deadline.map(|deadline| deadline.saturating_duration_since(self.begun));
        let mut state = self.state();
        if state.closed {
            drop(state);
            tell_all(arrivals, &BatchFailure::Closed);
            return Vec::new();
        }
        match state.policy.arrive(arrivals, deadline, self.now()) {
            Ok(keys) => {
                self.send(state);
                keys
            }
            Err((refusal, arrivals)) => {
                state.counts.refused[refusal.reason as usize] += arrivals.len() as u64;
                drop(state);
                tell_all(arrivals, &BatchFailure::Refused(refusal));
                Vec::new()
            }
        }
    }

    /// Sends as many runners as there are instances free and items to take.
    fn send(self: &Arc<Self>, mut state: MutexGuard<'_, State<W>>) {
        let free = self.instances().saturating_sub(state.sent + state.running);
        let wanted = free.min(state.policy.waiting().saturating_sub(state.sent));
        state.sent += wanted;
        drop(state);
        for _ in 0..wanted {
            runner::send(self.clone());
        }
    }

    fn withdraw(&self, key: Key) {
        let mut state = self.state();
        let member = state.policy.withdraw(key);
        state.counts.departed += u64::from(member.is_some());
        drop(state);
        // The item is the user's, and dropped without the lock.
        drop(member);
    }

    fn admit(&self) -> Result<(), Refusal> {
        let mut state = self.state();
        let admitted = state.policy.admit();
        if let Err(refusal) = &admitted {
            state.counts.refused[refusal.reason as usize] += 1;
        }
        admitted
    }

    /// Tells everybody who waits that nothing will come.
    fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        let waiting = state.policy.close();
        drop(state);
        for member in waiting {
            drop(member.caller.send(Err(BatchFailure::Closed)));
        }
        self.progressed(&self.state());
    }

    /// Wakes the threads that wait for answers: some were sent.
    fn progressed(&self, state: &State<W>) {
        if state.waiting > 0 {
            self.progress.notify_all();
        }
    }
}

impl<W: BatchWork> Report for Batches<W> {
    fn snapshot(&self) -> BatchSnapshot {
        let state = self.state();
        let counts = state.counts.clone();
        let (queued, running) = (state.policy.waiting(), state.running);
        drop(state);
        let refused = Reason::ALL.into_iter().zip(counts.refused).filter(|(_, count)| *count > 0);
        BatchSnapshot {
            name: self.settings.name.clone(),
            queued,
            running,
            batches: counts.batches,
            items: counts.items,
            sizes: counts.sizes.iter().enumerate().map(|(class, &count)| (1 << class, count)).collect(),
            queue_wait: Distribution {
                bounds: &Histogram::BOUNDS,
                counts: self.queue_wait.counts(),
                sum: self.queue_wait.sum(),
            },
            cpu: counts.cpu,
            wall: counts.wall,
            cost: counts.cost,
            padding: counts.padding,
            refused: refused.collect(),
            expired: counts.expired,
            departed: counts.departed,
            retried: counts.retried,
            failed: counts.failed,
        }
    }
}

/// Gives the same answer to all callers.
fn tell_all<W: BatchWork>(arrivals: Vec<Arrival<Member<W>>>, failure: &BatchFailure<W::Error>) {
    for arrival in arrivals {
        // A caller that has left does not want the answer.
        drop(arrival.job.caller.send(Err(failure.clone())));
    }
}
