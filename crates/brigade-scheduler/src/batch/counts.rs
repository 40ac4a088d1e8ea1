//! Counts what batches have done, for those who look.

use std::time::Duration;

/// What has happened so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) batches: u64,
    pub(super) items: u64,
    /// Batches by the logarithm of their size, rounded up.
    pub(super) sizes: Vec<u64>,
    pub(super) cpu: Duration,
    pub(super) wall: Duration,
    pub(super) cost: u64,
    pub(super) padding: u64,
    pub(super) expired: u64,
    pub(super) departed: u64,
    pub(super) retried: u64,
    pub(super) failed: u64,
    /// Items of which it was foreseen when they would be done, and the sum of how wrong that was.
    foreseen: u64,
    error: f64,
}

impl Counts {
    /// A batch begins, of items that cost so much.
    pub(super) fn batch(&mut self, costs: impl ExactSizeIterator<Item = u64> + Clone) {
        let size = costs.len();
        if size == 0 {
            return;
        }
        self.batches += 1;
        self.items += size as u64;
        let class = size.next_power_of_two().ilog2() as usize;
        self.sizes.resize(self.sizes.len().max(class + 1), 0);
        self.sizes[class] += 1;
        let (own, most) = (costs.clone().fold(0, u64::saturating_add), costs.max().unwrap_or_default());
        self.cost = self.cost.saturating_add(own);
        self.padding = self.padding.saturating_add(most.saturating_mul(size as u64).saturating_sub(own));
    }

    /// A batch is over that came to this, of items that came and were foreseen to be done then.
    pub(super) fn ended(&mut self, counts: &Self, foreseen: &[(Duration, Duration)], now: Duration) {
        self.cpu += counts.cpu;
        self.wall += counts.wall;
        self.retried += counts.retried;
        self.failed += counts.failed;
        // Of those that came before anything was known, nothing was foreseen.
        for &(arrived, predicted) in
            foreseen.iter().filter(|(arrived, predicted)| predicted > arrived && now > *arrived)
        {
            self.foreseen += 1;
            self.error += now.abs_diff(predicted).as_secs_f64() / now.saturating_sub(arrived).as_secs_f64();
        }
    }

    /// By how much items took longer or shorter than foreseen, as a part of it, on average.
    pub(super) fn prediction_error(&self) -> Option<f64> {
        (self.foreseen > 0).then(|| self.error / self.foreseen as f64)
    }
}
