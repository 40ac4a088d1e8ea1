//! Foresees when items will be done, from what runs and what waits. No clocks: times are seconds, as the caller has them.

use std::time::Duration;

/// The batches that run, and how foreseen times relate to those that were taken.
#[derive(Debug)]
pub(super) struct Outlook {
    running: Vec<Running>,
    /// By which factor batches took longer than they worked, from when a runner was sent for: other work wants the cores too.
    stretch: f64,
    /// By which factor batches that were packed from a queue work more than their items do among their like.
    pace: f64,
}

#[derive(Debug)]
struct Running {
    number: u64,
    cost: u64,
    size: usize,
    /// When its runner was sent for.
    sent: f64,
    /// When it is foreseen to be over.
    end: f64,
}

/// How fast both factors follow, in batches.
const RATE: f64 = 0.1;

/// A batch that was held up for longer says nothing of the next.
const STRETCH_MAX: f64 = 8.0;

impl Outlook {
    pub(super) fn new() -> Self {
        Self { running: Vec::new(), stretch: 1.0, pace: 1.0 }
    }

    /// How many batches run.
    pub(super) fn running(&self) -> usize {
        self.running.len()
    }

    /// How long something takes that works for `time`.
    pub(super) fn stretched(&self, time: f64) -> f64 {
        time * self.stretch
    }

    /// When a batch that takes `batch` is done in which the last item is for which all of `work` has to be done first.
    pub(super) fn done(&self, work: f64, batch: f64, instances: usize, now: f64) -> f64 {
        let (start, first) = self.start(work, instances, now);
        // What waits before it is in part in the same batch: half of it, on average.
        now + (start + batch / 2.0).max(first + batch)
    }

    /// How long it takes until `work` is done and until an instance is free.
    pub(super) fn start(&self, work: f64, instances: usize, now: f64) -> (f64, f64) {
        let mut free: Vec<_> = self.running.iter().map(|running| (running.end - now).max(0.0)).collect();
        free.resize(free.len().max(instances), 0.0);
        free.sort_unstable_by(f64::total_cmp);
        let first = free[free.len() - instances];
        // The work fills up the instances as water does: those that are free first, then all alike.
        let (mut level, mut rest) = (first, work * self.pace * self.stretch);
        for (filled, &next) in (1..).zip(&free[free.len() - instances + 1..]) {
            let room = (next - level) * f64::from(filled);
            if rest < room {
                return (level + rest / f64::from(filled), first);
            }
            (level, rest) = (next, rest - room);
        }
        (level + rest / instances as f64, first)
    }

    /// A batch begins that works for `time` as foreseen, and whose runner was sent for at `sent`.
    pub(super) fn begin(&mut self, number: u64, (cost, size): (u64, usize), time: f64, sent: f64, now: f64) {
        let end = now + self.stretched(time);
        self.running.push(Running { number, cost, size, sent, end });
    }

    /// A batch that was packed while more waited works for `time`; `work` is what its items do among their like.
    pub(super) fn packed(&mut self, time: f64, work: f64) {
        if work > 0.0 {
            self.pace += RATE * ((time / work).clamp(0.5, 4.0) - self.pace);
        }
    }

    /// A batch is over, which worked for so long if that is known. Returns the cost of its dearest item and its size.
    pub(super) fn end(&mut self, number: u64, work: Option<f64>, now: f64) -> Option<(u64, usize)> {
        let place = self.running.iter().position(|running| running.number == number)?;
        let Running { cost, size, sent, .. } = self.running.swap_remove(place);
        if let Some(work) = work.filter(|&work| work > 0.0) {
            let stretch = ((now - sent) / work).clamp(1.0, STRETCH_MAX);
            self.stretch += RATE * (stretch - self.stretch);
        }
        Some((cost, size))
    }
}

/// The longest time that is told apart, in seconds: three years.
const LONG: f64 = 1e8;

/// Returns so many seconds; what is foreseen may be absurd.
pub(super) fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(0.0, LONG))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_fills_up_the_instances_that_are_free_first() {
        /// When batches that run end, instances, work, when it would be done, when an instance is free.
        type Case = (&'static [f64], usize, f64, (f64, f64));
        let cases: &[Case] = &[
            (&[], 1, 0.0, (0.0, 0.0)),
            (&[], 2, 4.0, (2.0, 0.0)),
            (&[3.0], 1, 4.0, (7.0, 3.0)),
            (&[3.0], 2, 2.0, (2.0, 0.0)),
            (&[3.0], 2, 5.0, (4.0, 0.0)),
            (&[1.0, 3.0], 2, 1.0, (2.0, 1.0)),
            (&[1.0, 3.0], 2, 6.0, (5.0, 1.0)),
            (&[1.0, 3.0], 1, 6.0, (9.0, 3.0)),
            (&[1.0, 2.0, 3.0], 4, 10.0, (4.0, 0.0)),
        ];
        for &(ends, instances, work, expected) in cases {
            let mut outlook = Outlook::new();
            for (number, &end) in (0..).zip(ends) {
                outlook.begin(number, (1, 1), end, 0.0, 0.0);
            }
            assert_eq!(outlook.start(work, instances, 0.0), expected, "{work} for {instances} with {ends:?}");
        }
    }

    #[test]
    fn what_takes_longer_than_it_works_is_foreseen_to() {
        let mut outlook = Outlook::new();
        for number in 0..100 {
            outlook.begin(number, (1, 1), 1.0, 0.0, 1.0);
            outlook.end(number, Some(1.0), 3.0);
        }
        assert!((outlook.stretched(1.0) - 3.0).abs() < 0.01);
        assert_eq!(outlook.running(), 0);
    }
}
