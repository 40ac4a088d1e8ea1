//! What became of the requests of a stream: rates and latencies.

use std::time::Duration;

/// A part of the time in which a server is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Duration,
    pub(crate) until: Duration,
}

impl Span {
    /// The part that begins `from` so many seconds after the start and lasts so many.
    pub(crate) fn seconds(from: f64, length: f64) -> Self {
        Self { from: Duration::from_secs_f64(from), until: Duration::from_secs_f64(from + length) }
    }

    pub(crate) fn length(self) -> f64 {
        (self.until - self.from).as_secs_f64()
    }

    fn contains(self, time: Duration) -> bool {
        self.from <= time && time < self.until
    }
}

/// A request and its end, in times since the start of the load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange {
    pub(crate) due: Duration,
    pub(crate) done: Duration,
    /// `None`: no answer in time, or a broken connection.
    pub(crate) status: Option<u16>,
}

impl Exchange {
    pub(crate) fn latency(&self) -> Duration {
        self.done.saturating_sub(self.due)
    }
}

/// The requests of a stream.
#[derive(Debug, Default)]
pub(crate) struct Exchanges(Vec<Exchange>);

impl Exchanges {
    pub(crate) fn push(&mut self, exchange: Exchange) {
        self.0.push(exchange);
    }

    /// How many answers with status 200 came per second of `span`.
    pub(crate) fn per_second(&self, span: Span) -> f64 {
        let done = self.0.iter().filter(|exchange| exchange.status == Some(200) && span.contains(exchange.done));
        done.count() as f64 / span.length()
    }

    /// The requests that were due in `span`.
    pub(crate) fn due_in(&self, span: Span) -> impl Iterator<Item = &Exchange> {
        self.0.iter().filter(move |exchange| span.contains(exchange.due))
    }

    /// A percentile of the latency of what was due in `span`, in milliseconds. A request without an answer counts with
    /// the time that its client waited. `None` if nothing was due.
    pub(crate) fn latency_ms(&self, span: Span, percent: f64) -> Option<f64> {
        percentile(self.due_in(span).map(|exchange| ms(exchange.latency())), percent)
    }

    /// The share of what was due in `span` that did not end in an answer with status 200.
    pub(crate) fn failed(&self, span: Span) -> f64 {
        let (mut all, mut failed) = (0.0, 0.0);
        for exchange in self.due_in(span) {
            all += 1.0;
            failed += f64::from(exchange.status != Some(200));
        }
        if all == 0.0 { 0.0 } else { failed / all }
    }
}

/// A duration in milliseconds.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The smallest of `values` that at least so many percent of them do not exceed.
pub(crate) fn percentile(values: impl Iterator<Item = f64>, percent: f64) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::{Duration, Exchange, Exchanges, Span, percentile};

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let hundred = || (1..=100).rev().map(f64::from);
        for (percent, expected) in [(50.0, 50.0), (99.0, 99.0), (99.9, 100.0), (100.0, 100.0)] {
            assert_eq!(percentile(hundred(), percent), Some(expected), "{percent}");
        }
        assert_eq!(percentile([7.0].into_iter(), 50.0), Some(7.0));
        assert_eq!(percentile([].into_iter(), 50.0), None);
    }

    #[test]
    fn rates_count_what_is_done_and_latencies_what_is_due() {
        let at = Duration::from_millis;
        let mut exchanges = Exchanges::default();
        for (due, done, status) in
            [(500, 1_100, Some(200)), (1_000, 1_010, Some(200)), (1_500, 1_501, Some(503)), (1_900, 3_900, None)]
        {
            exchanges.push(Exchange { due: at(due), done: at(done), status });
        }
        let span = Span::seconds(1.0, 1.0);
        assert_eq!(exchanges.per_second(span), 2.0);
        assert_eq!(exchanges.latency_ms(span, 100.0), Some(2_000.0));
        assert_eq!(exchanges.latency_ms(span, 50.0), Some(10.0));
        assert_eq!(exchanges.failed(span), 2.0 / 3.0);
    }
}
