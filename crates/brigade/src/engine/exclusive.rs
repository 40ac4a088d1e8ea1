//! Says whose turn it is to have an instance of an engine: first come, first served, and nobody for whom it would be too late.
//!
//! Expansions of macros call it for arguments such as `#[state] detector: &mut Detector`.

use std::{
    array,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use brigade_scheduler::{Reason, Refusal, policy::would_be_late};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Engine, Lease};
use crate::{ambient::with_current, error::Result, job_error::refused};

/// Is where one waits for an instance of an engine.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Waiting>);

#[derive(Debug)]
struct Waiting {
    /// One permit for each instance; given out in the order in which they are asked for.
    permits: Arc<Semaphore>,
    instances: usize,
    count: AtomicUsize,
    /// For how long an instance is lent, in nanoseconds: the mean, the latest ones count most.
    lent_for: AtomicU64,
}

/// Says that one may have an instance, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
    since: Instant,
    gate: Gate,
}

impl Turn {
    /// Counts what follows, and not that an instance had to be loaded first.
    pub(super) fn begin(&mut self) {
        self.since = Instant::now();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let (mean, this) = (self.gate.lent_for(), self.since.elapsed());
        // Whoever writes at the same time may be forgotten.
        let mean = if mean.is_zero() { this } else { mean * 7 / 8 + this / 8 };
        self.gate.0.lent_for.store(u64::try_from(mean.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }
}

/// Is counted among those who wait until it is dropped.
struct Counted<'g>(&'g AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

impl Gate {
    pub(super) fn new(instances: usize) -> Self {
        let permits = Arc::new(Semaphore::new(instances));
        Self(Arc::new(Waiting { permits, instances, count: AtomicUsize::new(0), lent_for: AtomicU64::new(0) }))
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.0.count.load(Relaxed)
    }

    fn lent_for(&self) -> Duration {
        Duration::from_nanos(self.0.lent_for.load(Relaxed))
    }

    /// Waits until one may have an instance.
    ///
    /// # Errors
    ///
    /// That the answer would be late then, as far as is known from those before: to give the instance to somebody
    /// whose client has gone by then would be a waste of it.
    pub(super) async fn pass(&self) -> Result<Turn> {
        if let Ok(permit) = self.0.permits.clone().try_acquire_owned() {
            return Ok(self.turn(permit));
        }
        let before = self.0.count.fetch_add(1, Relaxed);
        let _counted = Counted(&self.0.count);
        self.admit(before)?;
        Ok(self.turn(self.0.permits.clone().acquire_owned().await.expect("nobody closes it")))
    }

    fn admit(&self, before: usize) -> Result<()> {
        let Some(due) = with_current(|ambient| ambient.due.moment()).flatten() else { return Ok(()) };
        let lent_for = self.lent_for();
        let wait = lent_for.mul_f64((before + 1) as f64 / self.0.instances as f64);
        match would_be_late(wait, lent_for, due.saturating_duration_since(Instant::now())) {
            true => Err(refused(&Refusal { reason: Reason::Deadline, retry_after: wait })),
            false => Ok(()),
        }
    }

    fn turn(&self, permit: OwnedSemaphorePermit) -> Turn {
        Turn { _permit: permit, since: Instant::now(), gate: self.clone() }
    }
}

/// Returns where one waits for an instance of `engine`.
pub fn gate<T>(engine: &Engine<T>) -> Gate {
    engine.0.gate.clone()
}

/// Waits until one may have an instance of each of several engines.
///
/// Whoever waits asks in the same order, so no two can each wait for what the other one has.
///
/// # Errors
///
/// That the answer would be late then.
pub async fn turns<const N: usize>(gates: [Gate; N]) -> Result<[Turn; N]> {
    let mut order: [usize; N] = array::from_fn(|index| index);
    order.sort_unstable_by_key(|&index| Arc::as_ptr(&gates[index].0).addr());
    let mut turns = [const { None }; N];
    for index in order {
        turns[index] = Some(gates[index].pass().await?);
    }
    Ok(turns.map(|turn| turn.expect("each index is in the order once")))
}

/// Takes the instance whose turn it is.
///
/// # Errors
///
/// That it could not be loaded.
pub async fn lease<T: Send + Sync + 'static>(engine: Engine<T>, turn: Turn) -> Result<Lease<T>> {
    engine.lease(turn).await
}
