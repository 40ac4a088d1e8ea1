//! Counts the requests of an operation: how they ended, and how long they took.
//!
//! Counting is on the way of every request, so threads count on lines of their own: a shared one would be taken from
//! core to core. Whoever reads adds the lines up.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

use brigade_scheduler::Distribution;
use http::StatusCode;

/// More lines would be more memory for each operation, and fewer threads than that meet on one.
const LINES_MAX: usize = 16;

/// The upper ends of the buckets of durations; the last bucket has none.
const BOUNDS: [Duration; 12] = [
    Duration::from_micros(500),
    Duration::from_millis(1),
    Duration::from_micros(2_500),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_millis(2_500),
    Duration::from_secs(10),
];

/// Counts requests without locks.
#[derive(Debug)]
pub(crate) struct Traffic {
    lines: Box<[Line]>,
}

/// Is what the threads of one line have counted. 128 bytes are what processors move between cores at once.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Line {
    begun: AtomicU64,
    departed: AtomicU64,
    /// By the first digit of the status: 1xx, 2xx, 3xx, 4xx, 5xx.
    answered: [AtomicU64; 5],
    durations: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

/// Shows what was counted so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Answers by the first digit of their status, from 1xx to 5xx.
    pub(crate) answered: [u64; 5],
    /// Requests whose clients left before the answer was there.
    pub(crate) departed: u64,
    /// Requests that are being answered.
    pub(crate) running: u64,
    /// From a request's head to the head of its answer.
    pub(crate) durations: Distribution,
}

impl Default for Traffic {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { lines: (0..threads.min(LINES_MAX)).map(|_| Line::default()).collect() }
    }
}

impl Traffic {
    /// Counts a request that begins.
    pub(crate) fn begin(&self) -> Exchange<'_> {
        let line = &self.lines[thread_number() % self.lines.len()];
        line.begun.fetch_add(1, Relaxed);
        Exchange { line, begun: Instant::now(), status: None }
    }

    pub(crate) fn counts(&self) -> Counts {
        let sum = |counter: fn(&Line) -> &AtomicU64| -> u64 {
            self.lines.iter().map(|line| counter(line).load(Relaxed)).sum()
        };
        let add = |into: &mut [u64], counters: fn(&Line) -> &[AtomicU64]| {
            for line in &self.lines {
                into.iter_mut().zip(counters(line)).for_each(|(sum, counter)| *sum += counter.load(Relaxed));
            }
        };
        // What has ended is read before what has begun: the difference is never below zero.
        let departed = sum(|line| &line.departed);
        let mut answered = [0; 5];
        add(&mut answered, |line| &line.answered);
        let mut counts = vec![0; BOUNDS.len() + 1];
        add(&mut counts, |line| &line.durations);
        let durations =
            Distribution { bounds: &BOUNDS, counts, sum: Duration::from_nanos(sum(|line| &line.nanoseconds)) };
        let mut counts = Counts { answered, departed, running: 0, durations };
        counts.running = sum(|line| &line.begun).saturating_sub(counts.ended());
        counts
    }
}

impl Counts {
    /// Returns how many requests have ended, in whatever way.
    pub(crate) fn ended(&self) -> u64 {
        self.departed + self.answered.iter().sum::<u64>()
    }
}

/// Is a request that is being answered; dropped without an answer, its client has left.
#[derive(Debug)]
pub(crate) struct Exchange<'t> {
    line: &'t Line,
    begun: Instant,
    status: Option<StatusCode>,
}

impl Exchange<'_> {
    /// Counts its answer.
    pub(crate) fn end(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Exchange<'_> {
    fn drop(&mut self) {
        let Some(status) = self.status else {
            self.line.departed.fetch_add(1, Relaxed);
            return;
        };
        let duration = self.begun.elapsed();
        // Nothing answers outside of 100 to 599; if something did, it would be the server's fault.
        let class = usize::from(status.as_u16() / 100).clamp(1, 5);
        self.line.answered[class - 1].fetch_add(1, Relaxed);
        let bucket = BOUNDS.iter().take_while(|&&bound| bound < duration).count();
        self.line.durations[bucket].fetch_add(1, Relaxed);
        self.line.nanoseconds.fetch_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }
}

/// Returns the number of this thread, in the order in which threads first asked.
fn thread_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static NUMBER: Cell<usize> = const { Cell::new(usize::MAX) };
    }
    NUMBER.with(|number| {
        if number.get() == usize::MAX {
            number.set(NEXT.fetch_add(1, Relaxed));
        }
        number.get()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test is that threads lose no counts")]
    fn every_request_is_counted_once_whatever_thread_counts_it() {
        let traffic = Traffic::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for status in [200, 201, 302, 404, 503, 100] {
                        traffic.begin().end(StatusCode::from_u16(status).unwrap());
                    }
                    drop(traffic.begin());
                });
            }
        });
        let unanswered = traffic.begin();
        let counts = traffic.counts();
        assert_eq!((counts.answered, counts.departed, counts.running), ([4, 8, 4, 4, 4], 4, 1));
        assert_eq!(counts.durations.counts.iter().sum::<u64>(), 24);
        assert!(counts.durations.sum > Duration::ZERO);
        unanswered.end(StatusCode::OK);
        assert_eq!(traffic.counts().running, 0);
    }
}
