//! Measures batches of a sample before the first request comes: what would else be learned from the first requests.

use std::{
    borrow::Cow,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

use super::{BatchFailure, BatchWork, Batcher, policy::fits, runner::measured};
use crate::{job::panic_message, pool::Operation};

/// How often each size is measured. Once more at first, which is not counted: caches and lazy parts fill up.
const RUNS: usize = 3;

/// No larger batches are measured than those that take this long.
const TIME_MAX: Duration = Duration::from_secs(1);

/// Is what batches of a sample were measured to take.
///
/// Displayed, it is a line for the log.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Calibration {
    /// What people call the work.
    pub name: Cow<'static, str>,
    /// The cost of the sample.
    pub cost: u64,
    /// How long one item takes alone.
    pub alone: Duration,
    /// Up to how many items batches pay; 1 if they do not.
    pub pays_up_to: usize,
    /// How many times as many items are done in the same time if they are put together.
    pub gain: f64,
}

impl fmt::Display for Calibration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, cost, alone, pays_up_to, gain } = self;
        let alone = alone.as_secs_f64() * 1e3;
        match pays_up_to {
            0 | 1 => write!(formatter, "{name}: {alone:.1} ms alone at cost {cost}; batches do not pay"),
            size => {
                write!(formatter, "{name}: {alone:.1} ms alone; batches pay up to {size} at cost {cost} ({gain:.1}x)")
            }
        }
    }
}

impl<W: BatchWork> Batcher<W> {
    /// Runs batches of samples, of 1, 2, 4 and more items as long as that pays, and learns what they take.
    ///
    /// `sample` makes an item, and `cost_of` says what it costs. To be done before the first request: what batches take
    /// while others work is learned less well.
    ///
    /// # Errors
    ///
    /// Why the work failed. The samples of a batch are tried together only.
    pub async fn calibrate(
        &self,
        mut sample: impl FnMut() -> W::Item + Send,
        cost_of: impl Fn(&W::Item) -> u64 + Send,
    ) -> Result<Calibration, BatchFailure<W::Error>> {
        let mut items: Vec<W::Item> = vec![sample()];
        let cost = items.iter().map(&cost_of).max().unwrap_or_default();
        self.measure(items).await?;
        let (mut size, mut pays_up_to) = (1, 1);
        'sizes: while size <= self.station.settings.max && size <= 2 * pays_up_to {
            let mut longest = Duration::ZERO;
            for _ in 0..RUNS {
                items = (0..size).map(|_| sample()).collect();
                let cost = items.iter().map(&cost_of).max().unwrap_or_default();
                if !fits(self.station.settings.cost_max, cost, size) {
                    break 'sizes;
                }
                let took = self.measure(items).await?;
                pays_up_to = self.station.learn(cost, size, took);
                longest = longest.max(took);
            }
            if longest > TIME_MAX {
                break;
            }
            size *= 2;
        }
        let (alone, together) = (self.station.time(cost, 1), self.station.time(cost, pays_up_to));
        let gain = pays_up_to as f64 * alone.as_secs_f64() / together.as_secs_f64().max(f64::MIN_POSITIVE);
        Ok(Calibration { name: self.station.settings.name.clone(), cost, alone, pays_up_to, gain })
    }

    /// Runs a batch on the pool, and returns how long it worked.
    async fn measure(&self, mut items: Vec<W::Item>) -> Result<Duration, BatchFailure<W::Error>> {
        let (station, expected) = (self.station.clone(), items.len());
        let operation = Operation { record: station.record.clone(), shared: station.pool.clone() };
        let work = move || {
            let (result, usage) = measured(|| catch_unwind(AssertUnwindSafe(|| station.work.run(&mut items))));
            match result {
                Ok(Ok(outputs)) if outputs.len() == expected => Ok(usage.work()),
                Ok(Ok(outputs)) => Err(BatchFailure::WrongLength { expected, got: outputs.len() }),
                Ok(Err(error)) => Err(BatchFailure::Failed(Arc::new(error))),
                Err(payload) => Err(BatchFailure::Panicked(panic_message(payload.as_ref()).to_owned())),
            }
        };
        operation.resume(0, work).await.unwrap_or(Err(BatchFailure::Closed))
    }
}
