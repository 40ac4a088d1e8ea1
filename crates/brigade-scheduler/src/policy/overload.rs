//! Tells overload from a queue.
//!
//! A burst, or clients that each wait for their answer before they ask again, make a queue that is long and does not
//! grow: serving it in order is best, and refusing would only add the refusals to the work. Overload is when more
//! comes than can be done, for as long as it goes on. So arrivals are held against departures, window by window.

use std::time::Duration;

/// Over how long arrivals and departures are counted; longer if the target is longer, as few slow jobs say little.
const WINDOW: Duration = Duration::from_millis(250);

/// So many windows in a row must say otherwise before the verdict changes.
const WINDOWS: u32 = 2;

/// By how much arrivals exceed departures when more comes than can be done.
const EXCESS: f64 = 1.1;

/// After this long without anything in the queue, overload is over.
const IDLE: Duration = Duration::from_millis(100);

/// The least wait that is worth refusing somebody.
const TARGET_MIN: Duration = Duration::from_millis(50);

/// How long jobs may wait during overload if each needs a core for `cpu` seconds.
pub(super) fn target(cpu: f64) -> Duration {
    Duration::from_secs_f64(4.0 * cpu).max(TARGET_MIN)
}

/// What is known of the load of an operation.
#[derive(Debug, Clone, Default)]
pub(super) struct Overload {
    overloaded: bool,
    /// How many windows in a row said otherwise.
    otherwise: u32,
    since: Duration,
    arrivals: usize,
    departures: usize,
    /// Since when nothing waits; `None` while something does.
    empty: Option<Duration>,
}

impl Overload {
    pub(super) fn is_overloaded(&self) -> bool {
        self.overloaded
    }

    pub(super) fn arrived(&mut self, count: usize) {
        self.arrivals += count;
    }

    pub(super) fn departed(&mut self) {
        self.departures += 1;
    }

    /// Nothing waits any more.
    pub(super) fn emptied(&mut self, now: Duration) {
        self.empty = Some(now);
    }

    /// Something is about to wait.
    pub(super) fn filled(&mut self, now: Duration) {
        if self.empty.take().is_some_and(|empty| now.saturating_sub(empty) >= IDLE) {
            self.relax();
        }
    }

    /// Whether a window may end.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        now.saturating_sub(self.since) >= WINDOW
    }

    /// Ends the window if it is time. `wait` is the predicted one.
    pub(super) fn look(&mut self, now: Duration, wait: Duration, target: Duration) {
        let (age, window) = (now.saturating_sub(self.since), WINDOW.max(target));
        if age < window {
            return;
        }
        let exceeds = self.arrivals as f64 > EXCESS * self.departures as f64;
        let otherwise = if self.overloaded { !exceeds } else { exceeds && wait > target };
        self.otherwise = if otherwise { self.otherwise + 1 } else { 0 };
        if age >= 2 * window {
            // Nobody asked during a whole further window, so nothing came in it.
            self.otherwise = if self.overloaded { self.otherwise + 1 } else { 0 };
        }
        if self.otherwise >= WINDOWS {
            self.overloaded = !self.overloaded;
            self.otherwise = 0;
        }
        (self.since, self.arrivals, self.departures) = (now, 0, 0);
    }

    fn relax(&mut self) {
        (self.overloaded, self.otherwise) = (false, 0);
    }
}
