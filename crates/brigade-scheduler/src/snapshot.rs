//! What a pool and its operations look like at a moment.

use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::{
    placement::Stage,
    policy::{Reason, Size},
    record::{Histogram, Lane, OperationSettings, Record, Stalls},
};

/// Shows a pool at a moment, from [`Pool::snapshot`](crate::Pool::snapshot). Counters only grow.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Snapshot {
    /// How many cores jobs may keep busy: a fraction.
    pub cores: f64,
    /// Threads that live.
    pub threads: usize,
    /// Jobs that run.
    pub running: usize,
    /// Jobs that wait.
    pub queued: usize,
    /// Which part of the process's CPU quota it uses, so that it is not stopped for it; `None` without a quota.
    pub duty: Option<f64>,
    /// In how many periods the kernel has stopped the process for its CPU quota, as of a second ago; 0 without a quota.
    pub throttled: u64,
    /// What the pool does less well on this system, in sentences.
    pub notes: Vec<&'static str>,
    /// In the order in which they were added.
    pub operations: Vec<OperationSnapshot>,
    /// Those whose batchers are still there, in the order in which they were made.
    pub batches: Vec<BatchSnapshot>,
}

/// Shows what the jobs of an operation have done so far.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationSnapshot {
    /// How it was set up.
    pub settings: OperationSettings,
    /// Where its next run goes.
    pub lane: Lane,
    /// How far it has come, where its placement is learned.
    pub stage: Option<Stage>,
    /// The share of their time in which its jobs work, from 0 (they wait) to 1; `None` before the first has ended.
    pub weight: Option<f64>,
    /// Jobs that have ended: calls of functions, polls of futures.
    pub jobs: u64,
    /// For how long they held a core.
    pub cpu: Duration,
    /// For how long they held a core or slept.
    pub awake_or_asleep: Duration,
    /// For how long they were ready and had no core.
    pub run_queue: Duration,
    /// How long they waited before they started.
    pub queue_wait: Distribution,
    /// Jobs that were refused, by the reason.
    pub refused: Vec<(Reason, u64)>,
    /// Jobs whose callers left before they started.
    pub departed: u64,
    /// For how long its futures worked on the I/O runtime: an estimate, from looking every 5 ms.
    pub inline: Duration,
    /// How it has held up threads of the I/O runtime.
    pub stalls: Stalls,
    /// Jobs that ran for longer than its answers may take.
    pub overdue: u64,
}

/// Shows what the batches of one work have done so far.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BatchSnapshot {
    /// What people call the work.
    pub name: Cow<'static, str>,
    /// Items that wait.
    pub queued: usize,
    /// Batches that run.
    pub running: usize,
    /// Batches that were begun.
    pub batches: u64,
    /// Items that were taken into one.
    pub items: u64,
    /// How many batches had up to so many items, and more than the entry before; the first entry has those of one.
    pub sizes: Vec<(usize, u64)>,
    /// How long items waited before they were taken into a batch.
    pub queue_wait: Distribution,
    /// For how long batches held a core.
    pub cpu: Duration,
    /// For how long batches ran.
    pub wall: Duration,
    /// The costs of all items together.
    pub cost: u64,
    /// By how much the costs would be more if each item cost as much as the dearest of its batch.
    pub padding: u64,
    /// Items that were refused, by the reason.
    pub refused: Vec<(Reason, u64)>,
    /// Items whose time was over before they were taken into a batch.
    pub expired: u64,
    /// Items whose callers left before they were taken into a batch.
    pub departed: u64,
    /// Items that were tried once more, counted each time.
    pub retried: u64,
    /// Items that were tried and have no output.
    pub failed: u64,
    /// By how much the time that items took differs from what was foreseen when they came, as a part of it, on average;
    /// `None` before the first is done. Refusals rest on it.
    pub prediction_error: Option<f64>,
    /// What was learned of the times that batches take, in ascending order of the costs.
    pub learned: Vec<LearnedCost>,
}

/// Shows what is known of batches of one cost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LearnedCost {
    /// The cost: a power of two. What lies between two is interpolated.
    pub cost: u64,
    /// Up to how many items a batch pays, of the sizes that were tried.
    pub pays_up_to: usize,
    /// The sizes that were measured, powers of two, and how long a batch works for each item.
    pub times: Vec<(usize, Duration)>,
}

/// Something that shows what it does.
pub(crate) trait Report: Send + Sync {
    fn snapshot(self: Arc<Self>) -> BatchSnapshot;
}

/// Counts times by their order of magnitude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The upper ends of the buckets, in ascending order.
    pub bounds: &'static [Duration],
    /// How many times fell into each bucket: one more than there are bounds.
    pub counts: Vec<u64>,
    /// All times together.
    pub sum: Duration,
}

impl OperationSnapshot {
    pub(crate) fn new(record: &Record) -> Self {
        let load = |counter: &AtomicU64| counter.load(Relaxed);
        let jobs = load(&record.jobs);
        Self {
            settings: record.settings.clone(),
            lane: record.lane(Size::Small),
            stage: record.stage(),
            weight: (jobs > 0).then(|| record.weight.get()),
            jobs,
            cpu: record.cpu.get(),
            awake_or_asleep: record.awake_or_asleep.get(),
            run_queue: record.run_queue.get(),
            queue_wait: Distribution {
                bounds: &Histogram::BOUNDS,
                counts: record.queue_wait.counts(),
                sum: record.queue_wait.sum(),
            },
            refused: record.refusals(),
            departed: load(&record.departed),
            inline: record.inline.get(),
            stalls: record.stalls(),
            overdue: load(&record.overdue),
        }
    }
}
