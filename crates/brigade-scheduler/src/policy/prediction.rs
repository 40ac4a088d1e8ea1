//! Foresees how long a job would wait, and whether it would be done in time.

use std::time::Duration;

use super::{Kind, Policy, Prediction, Reason, Size, operation::Load};

/// A run may take this much longer than the mean.
const RUN_FACTOR: f64 = 1.5;

/// The part of its time that something may be predicted to take; predictions are not exact.
const CONFIDENCE: f64 = 0.8;

/// Nobody is told to come back sooner.
const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);

/// Longer waits are not told apart.
const WAIT_MAX: f64 = 3600.0;

/// Says whether what is foreseen to wait for `wait` and then to run for `run` would better be refused, if its answer is worth something
/// for as long as is `left`.
///
/// Predictions are not exact, so a fifth of the time that it may wait is kept in reserve. `run` counts as half of the time at most: what
/// waits for less than a part of the other half is always tried, since one wrong measurement would else keep out all that
/// could correct it.
///
/// ```
/// use std::time::Duration;
///
/// use brigade_scheduler::policy::would_be_late;
///
/// let [wait, run] = [20, 10].map(Duration::from_millis);
/// assert!(would_be_late(wait, run, Duration::from_millis(34)));
/// assert!(!would_be_late(wait, run, Duration::from_millis(36)));
/// ```
#[must_use]
pub fn would_be_late(wait: Duration, run: Duration, left: Duration) -> bool {
    wait > left.saturating_sub(run.min(left / 2)).mul_f64(CONFIDENCE)
}

impl<J> Policy<J> {
    /// Returns what would become of a small job of `operation` that arrived now and that may take as long as the
    /// operation's limits say. Tell of those that were refused for it with [`Event::TurnedAway`](super::Event::TurnedAway).
    pub fn predicted(&mut self, operation: usize) -> Prediction {
        let kind = Kind { operation, size: Size::Small };
        let wait = self.wait(operation);
        let full = self.operations[operation].queued > 0 && self.is_too_long(operation);
        let refuses = if full { Some(Reason::Full) } else { self.foresees(kind, wait, self.limits(kind).time_max) };
        Prediction { wait, refuses, retry_after: self.retry_after(wait) }
    }

    /// Why a job that arrived now, would wait for `wait` and may take `allowed` would better be refused.
    pub(super) fn foresees(&self, kind: Kind, wait: Duration, allowed: Duration) -> Option<Reason> {
        let operation = &self.operations[kind.operation];
        if wait + self.run(kind, allowed) > allowed.mul_f64(CONFIDENCE) {
            Some(Reason::Deadline)
        } else if operation.overload.is_overloaded() && wait > operation.target() / 2 {
            Some(Reason::Wait)
        } else {
            None
        }
    }

    /// Why a job that waited for `age` and may take what is `left` would better be refused than started.
    pub(super) fn is_too_late(&self, kind: Kind, age: Duration, left: Duration) -> Option<Reason> {
        let operation = &self.operations[kind.operation];
        if self.run(kind, age.saturating_add(left)) >= left {
            Some(Reason::Deadline)
        } else if operation.overload.is_overloaded() && age > operation.target() {
            Some(Reason::Late)
        } else {
            None
        }
    }

    /// How long a job is expected to run. A job that has not waited for half of its time is always tried: an operation
    /// that needs nearly all of its time would else be refused for ever, as nothing new would be learned of it.
    fn run(&self, kind: Kind, allowed: Duration) -> Duration {
        Duration::from_secs_f64(RUN_FACTOR * self.member(kind).weight.wall()).min(allowed / 2)
    }

    /// How long a job would wait that joined the end of the queue of `operation`.
    ///
    /// Until it is its turn, the operation gets through all that waits before it, and each other operation through as
    /// much in proportion to its share, if it has so much. What takes longest counts: cores, threads, or the
    /// operation's own limit.
    pub(super) fn wait(&self, operation: usize) -> Duration {
        let own = &self.operations[operation];
        if own.queued == 0 {
            return Duration::ZERO;
        }
        let (own_load, mut all) = (own.load(), Load::default());
        for other in self.waiting.iter().map(|&other| &self.operations[other]) {
            let (load, share) = (other.load(), other.limits.share / own.limits.share);
            all.cpu += load.cpu.min(own_load.cpu * share);
            all.wall += load.wall.min(own_load.wall * share);
        }
        let by_cores = all.cpu / self.cores().max(f64::MIN_POSITIVE);
        let by_threads = all.wall / self.settings.running_max as f64;
        let by_limit = own_load.wall / own.running_max as f64;
        Duration::from_secs_f64(by_cores.max(by_threads).max(by_limit).min(WAIT_MAX))
    }

    /// When to come back if the wait is `wait`.
    pub(super) fn retry_after(&mut self, wait: Duration) -> Duration {
        self.jitter.shake(wait.max(RETRY_AFTER_MIN))
    }
}
