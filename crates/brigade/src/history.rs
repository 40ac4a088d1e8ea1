//! Remembers what the operations did in the last two minutes.
//!
//! Counters only grow; what people want to see is how fast. So the counters are kept as they were at each second, and
//! everything else is a difference. Time comes in from outside, as the time since the start.

use std::{collections::VecDeque, time::Duration};

/// For how long a sample is kept.
pub(crate) const KEPT: Duration = Duration::from_secs(120);

/// A sample that comes sooner after the last is dropped. Somewhat less than a second, since timers are late.
const PERIOD_MIN: Duration = Duration::from_millis(900);

/// "Now" is what happened in so long: longer than a request takes, shorter than a person looks.
const RECENT: Duration = Duration::from_secs(10);

/// Is what an operation has done since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Totals {
    pub(crate) cpu: Duration,
    pub(crate) requests: u64,
    /// How long the answered ones took, all together.
    pub(crate) duration: Duration,
    /// Jobs that have started, and how long they had waited.
    pub(crate) started: u64,
    pub(crate) queue_wait: Duration,
    pub(crate) refused: u64,
    pub(crate) stalls: u64,
}

/// Is what an operation did in a while.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rates {
    /// Cores that it kept busy.
    pub(crate) cores: f64,
    /// Requests that ended, per second.
    pub(crate) requests: f64,
    /// How long one took; `None` if none ended.
    pub(crate) duration: Option<Duration>,
    /// How long jobs waited before they started; `None` if none did.
    pub(crate) queue_wait: Option<Duration>,
    /// Jobs that were refused.
    pub(crate) refused: u64,
    /// Times that it held up a thread of the I/O runtime.
    pub(crate) stalls: u64,
}

/// Is what was seen at a moment.
#[derive(Debug, Clone)]
struct Sample {
    at: Duration,
    totals: Vec<Totals>,
}

/// Holds samples, oldest first.
#[derive(Debug, Default)]
pub(crate) struct History {
    samples: VecDeque<Sample>,
}

impl History {
    /// Keeps what the operations have done until `at`, unless that was kept just before.
    pub(crate) fn record(&mut self, at: Duration, totals: Vec<Totals>) {
        if self.samples.back().is_some_and(|last| at < last.at + PERIOD_MIN) {
            return;
        }
        self.samples.push_back(Sample { at, totals });
        // One that is older than what is shown is where the first difference begins.
        while self.samples.get(1).is_some_and(|second| second.at + KEPT < at) {
            self.samples.pop_front();
        }
    }

    /// Returns what each operation did lately, given what it has done until `at`.
    pub(crate) fn recent(&self, at: Duration, totals: &[Totals]) -> Vec<Rates> {
        let start = Sample { at: Duration::ZERO, totals: vec![Totals::default(); totals.len()] };
        // The newest sample that is old enough; before there is one, everything since the start is recent.
        let from = self.samples.iter().rfind(|sample| sample.at + RECENT <= at).unwrap_or(&start);
        rates(from, &Sample { at, totals: totals.to_vec() })
    }

    /// Returns what each operation did in each period that ended later than `after`, with the ends of the periods.
    pub(crate) fn periods(&self, after: Duration) -> impl Iterator<Item = (Duration, Vec<Rates>)> {
        let periods = self.samples.iter().zip(self.samples.iter().skip(1));
        periods.filter(move |(_, to)| to.at > after).map(|(from, to)| (to.at, rates(from, to)))
    }
}

fn rates(from: &Sample, to: &Sample) -> Vec<Rates> {
    // In the first moments, one request would be hundreds per second.
    let seconds = to.at.saturating_sub(from.at).max(PERIOD_MIN).as_secs_f64();
    let pairs = from.totals.iter().zip(&to.totals);
    pairs
        .map(|(from, to)| {
            let requests = to.requests.saturating_sub(from.requests);
            let duration = to.duration.saturating_sub(from.duration);
            let started = to.started.saturating_sub(from.started);
            let waited = to.queue_wait.saturating_sub(from.queue_wait);
            Rates {
                cores: to.cpu.saturating_sub(from.cpu).as_secs_f64() / seconds,
                requests: requests as f64 / seconds,
                duration: (requests > 0).then(|| duration.div_f64(requests as f64)),
                queue_wait: (started > 0).then(|| waited.div_f64(started as f64)),
                refused: to.refused.saturating_sub(from.refused),
                stalls: to.stalls.saturating_sub(from.stalls),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    /// An operation that keeps half of a core busy and answers ten requests a second, each within 9 ms of which it waited for 4.
    fn totals(at: f64) -> Vec<Totals> {
        let requests = (at * 10.0) as u64;
        let (duration, queue_wait) =
            (Duration::from_millis(9) * requests as u32, Duration::from_millis(4) * requests as u32);
        let cpu = seconds(at / 2.0);
        vec![Totals { cpu, requests, duration, started: requests, queue_wait, refused: requests / 10, stalls: 0 }]
    }

    #[test]
    fn what_is_recent_is_ten_seconds_or_everything() {
        let mut history = History::default();
        let expected = |refused| Rates {
            cores: 0.5,
            requests: 10.0,
            duration: Some(Duration::from_millis(9)),
            queue_wait: Some(Duration::from_millis(4)),
            refused,
            stalls: 0,
        };
        assert_eq!(history.recent(seconds(4.0), &totals(4.0)), [expected(4)]);
        for second in 1..=100 {
            history.record(seconds(f64::from(second)), totals(f64::from(second)));
        }
        assert_eq!(history.recent(seconds(100.0), &totals(100.0)), [expected(10)]);
        // It stopped when the last sample was taken.
        let idle = history.recent(seconds(120.0), &totals(100.0));
        assert_eq!(idle, [Rates::default()]);
    }

    #[test]
    fn periods_are_the_last_two_minutes() {
        let mut history = History::default();
        for half_second in 0..600 {
            let at = f64::from(half_second) / 2.0;
            history.record(seconds(at), totals(at));
        }
        let ends = |after| history.periods(after).map(|(end, _)| end.as_secs()).collect::<Vec<_>>();
        assert_eq!(ends(Duration::ZERO), (179..=299).collect::<Vec<_>>());
        assert_eq!(ends(seconds(296.5)), [297, 298, 299]);
        assert!(history.periods(Duration::ZERO).all(|(_, rates)| rates[0].cores == 0.5 && rates[0].requests == 10.0));
    }
}
