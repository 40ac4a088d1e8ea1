//! Runs single items together: whoever has one calls for it alone, and the work gets as many as it pays to do at once.
//!
//! ```text
//!  submit(item) ─▶ queue ─────────────┐ pack, when a runner starts: the oldest, and its like
//!     │              │ an instance     ▼
//!     │              │ is free ─▶ runner (a job of the pool) ─▶ BatchWork::run ─▶ answers, one to each caller
//!     ◀──────────────┼──────────────────────────────────────────────────────────────┘
//!  dropped: the item leaves the queue              └▶ another runner, if something waits
//! ```
//!
//! **No timer.** An item that finds an instance free goes at once. While all instances are busy, items gather; whoever is
//! free next takes what has gathered, as much as pays. So a batch is as large as the load makes it, and a lone item never
//! waits for company.
//!
//! **Runners.** A runner is a job of the pool like any other, of an operation that is named after the work: it is admitted
//! on the pool's budget, and takes turns with the jobs of other operations. What it takes along is decided when it
//! starts, not when it is sent for. It runs one batch; if something waits then, the next runner is sent for.
//!
//! What goes together, and what is refused, is decided in `policy.rs`, from what `costs.rs` has learned and `outlook.rs`
//! foresees. `station.rs` has the state and how it is changed; `runner.rs` runs the batches. The measurements behind the
//! numbers are in `docs/decisions/0027-batches.md`.

mod calibration;
mod costs;
mod counts;
mod failure;
mod outlook;
mod policy;
mod progress;
mod queue;
mod runner;
#[cfg(test)]
mod simulation;
mod station;

use std::{
    borrow::Cow,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use self::station::{Answer, Station};
pub use self::{calibration::Calibration, failure::BatchFailure, runner::is_wanted};
use crate::{
    policy::Refusal,
    pool::Pool,
    snapshot::{BatchSnapshot, Report},
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
    /// How long an item may wait for company while items come in at least such a pace: for accelerators, where a large batch
    /// costs no more than a small one. It waits for half of the time that it has at most. `None` is not at all.
    pub wait: Option<Duration>,
    /// From so many items that wait on, calls are refused; a single call may have more.
    pub queue_max: usize,
    /// Whether parts of a batch that failed are tried again.
    pub retry: bool,
}

impl BatchSettings {
    /// Names work that is like most: batches of up to 32, on all cores, 10,000 items in the queue, failed ones tried again.
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), max: 32, cost_max: None, instances: None, wait: None, queue_max: 10_000, retry: true }
    }
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
    station: Arc<Station<W>>,
}

impl<W: BatchWork> Clone for Batcher<W> {
    fn clone(&self) -> Self {
        Self { station: self.station.clone() }
    }
}

impl<W: BatchWork> fmt::Debug for Batcher<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Batcher").field("settings", &self.station.settings).finish_non_exhaustive()
    }
}

impl<W: BatchWork> Batcher<W> {
    /// Makes a batcher whose batches run on `pool`, as jobs of an operation of its own.
    #[must_use]
    pub fn new(pool: &Pool, settings: BatchSettings, work: W) -> Self {
        let station = Arc::new(Station::new(pool.shared.clone(), settings, work));
        let report: Arc<dyn Report> = station.clone();
        pool.shared.report(Arc::downgrade(&report));
        Self { station }
    }

    /// Gives one item to the work and gives back its output.
    ///
    /// `cost` is how much there is to do for it, in a unit that is the same for all items, such as the length of a text: items
    /// of about the same cost are put together. After `deadline` the output is worth nothing: an item is refused that would
    /// not be done by then, as foreseen when it comes, and is dropped when that is seen later.
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
    /// They take turns with the items of other calls. All of them are queued or all are refused: if the last would not be done
    /// in time, none is tried.
    pub fn submit_all(
        &self,
        items: impl IntoIterator<Item = (W::Item, u64)>,
        deadline: Option<Instant>,
    ) -> Vec<Queued<W>> {
        let queued = self.station.submit(items, deadline);
        let queued =
            queued.into_iter().map(|(id, receiver)| Queued { id: Some(id), station: self.station.clone(), receiver });
        queued.collect()
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

    /// Says whether an item of the usual cost would be refused if it came now: to be asked before anything is done for
    /// it, such as reading a request's body. Costs a few loads and waits for nobody.
    ///
    /// An item that is let through may still be refused when it comes.
    ///
    /// # Errors
    ///
    /// Why it would be refused, and when to try again.
    pub fn admit(&self, deadline: Option<Instant>) -> Result<(), Refusal> {
        self.station.admit(deadline)
    }

    /// Shows what it does, and what it has done.
    #[must_use]
    pub fn snapshot(&self) -> BatchSnapshot {
        self.station.clone().snapshot()
    }
}

/// The output of [`Batcher::submit`], when it is ready.
#[must_use = "the item is withdrawn when this is dropped"]
pub struct Queued<W: BatchWork> {
    /// The number of the item; `None` once there is nothing to withdraw.
    id: Option<u64>,
    station: Arc<Station<W>>,
    receiver: oneshot::Receiver<Answer<W>>,
}

impl<W: BatchWork> fmt::Debug for Queued<W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queued").field("id", &self.id).finish_non_exhaustive()
    }
}

impl<W: BatchWork> Future for Queued<W> {
    type Output = Answer<W>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let waker = self.station.pool.courier.wrap(context.waker());
        let answer = ready!(Pin::new(&mut self.receiver).poll(&mut Context::from_waker(&waker)));
        self.id = None;
        // The caller's end goes away unused only with an item that `close` has dropped.
        Poll::Ready(answer.unwrap_or(Err(BatchFailure::Closed)))
    }
}

impl<W: BatchWork> Queued<W> {
    /// Waits on the calling thread, which works meanwhile if it is one of the pool's.
    fn wait(mut self) -> Answer<W> {
        let answer = self.station.clone().wait_for(&mut self.receiver);
        self.id = None;
        answer
    }
}

impl<W: BatchWork> Drop for Queued<W> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.station.withdraw(id);
        }
    }
}
