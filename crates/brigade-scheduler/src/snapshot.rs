//! What a pool and its operations look like at a moment.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
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
