//! What became of requests.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

/// Is what became of one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// The status of the answer, or what stands for none.
    pub(crate) status: u16,
    pub(crate) took: Duration,
}

impl Outcome {
    /// The connection broke.
    pub(crate) const BROKEN: Self = Self { status: 0, took: Duration::ZERO };
    /// The client left.
    pub(crate) const LEFT: Self = Self { status: 1, took: Duration::ZERO };
}

/// Is what became of all requests.
#[derive(Debug, Default)]
pub(crate) struct Outcomes(Vec<Outcome>);

impl Outcomes {
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    /// Says how many answers were right and in time, a second, and how long those that were right took.
    pub(crate) fn report(&self, in_time: Duration, seconds: f64) -> Value {
        let mut by_status = BTreeMap::<String, usize>::new();
        for outcome in &self.0 {
            let name = match outcome.status {
                0 => "broken".to_owned(),
                1 => "left".to_owned(),
                status => status.to_string(),
            };
            *by_status.entry(name).or_default() += 1;
        }
        let mut right: Vec<_> =
            self.0.iter().filter(|outcome| outcome.status == 200).map(|outcome| outcome.took).collect();
        right.sort_unstable();
        let counted = right.iter().filter(|&&took| took <= in_time).count();
        // Of all requests: those without a right answer have taken for ever.
        let of_all = |part: f64| percentile(&right, part * self.0.len() as f64);
        let of_right = |part: f64| percentile(&right, part * right.len() as f64);
        json!({
            "sent": self.0.len(),
            "statuses": by_status,
            "in_time_per_second": counted as f64 / seconds,
            "right_per_second": right.len() as f64 / seconds,
            "p50_ms": of_right(0.5),
            "p99_ms": of_right(0.99),
            "max_ms": right.last().map(|took| took.as_secs_f64() * 1e3),
            "p99_of_all_ms": of_all(0.99),
        })
    }
}

/// Returns the latency below which `rank` of the sorted ones are, in milliseconds; `None` if there are not so many.
fn percentile(sorted: &[Duration], rank: f64) -> Option<f64> {
    let place = (rank.ceil() as usize).max(1) - 1;
    sorted.get(place).map(|took| took.as_secs_f64() * 1e3)
}
