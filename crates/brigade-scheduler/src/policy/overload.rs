//! Tells overload from a queue.
//!
//! A burst, or clients that each wait for their answer before they ask again, make a queue that is long and does not
//! grow: serving it in order is best, and refusing would only bring the same clients back at once, for as long as they
//! like. Overload is when more comes than can be done, for as long as it goes on. So arrivals are held against
//! departures, window by window: over a second and a half, as it may take that long until all clients of a crowd are there; or
//! over half a second if callers leave meanwhile, as then the queue is longer than their patience.

use std::{collections::VecDeque, ops::Add, time::Duration};

/// Over how long arrivals and departures are counted.
const WINDOW: Duration = Duration::from_millis(250);

/// So many windows say whether more comes than goes at present.
const SHORT: usize = 2;

/// So many windows say whether it goes on.
const LONG: usize = 6;

/// By how much arrivals exceed departures when more comes than can be done.
const EXCESS: f64 = 1.1;

/// How many standard deviations more a long count must show: few arrivals come as they like.
const DEVIATIONS: f64 = 2.0;

/// The part of the arrivals that leave when the queue is longer than their patience.
const IMPATIENT: f64 = 0.1;

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
    /// What happened since `since`, and in the windows before, the last one first. Not further back than the last window
    /// at whose end nothing had to wait for long.
    current: Counts,
    since: Duration,
    windows: VecDeque<Counts>,
    /// Since when nothing waits; `None` while something does.
    empty: Option<Duration>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    arrivals: usize,
    /// Those that started.
    departures: usize,
    /// Those whose callers left.
    left: usize,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            arrivals: self.arrivals + other.arrivals,
            departures: self.departures + other.departures,
            left: self.left + other.left,
        }
    }
}

impl Counts {
    fn exceeds(&self, deviations: f64) -> bool {
        let departures = self.departures as f64;
        self.arrivals as f64 > EXCESS * departures + deviations * departures.sqrt()
    }
}

impl Overload {
    pub(super) fn is_overloaded(&self) -> bool {
        self.overloaded
    }

    pub(super) fn arrived(&mut self, count: usize) {
        self.current.arrivals += count;
    }

    pub(super) fn departed(&mut self) {
        self.current.departures += 1;
    }

    pub(super) fn left(&mut self) {
        self.current.left += 1;
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

    /// Whether a window is over.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        now.saturating_sub(self.since) >= WINDOW
    }

    /// Ends a window. `wait` is the predicted one.
    pub(super) fn look(&mut self, now: Duration, wait: Duration, target: Duration) {
        if now.saturating_sub(self.since) >= 2 * WINDOW {
            // Nobody asked during a whole further window, so nothing came in it.
            self.relax();
        }
        self.since = now;
        self.windows.push_front(std::mem::take(&mut self.current));
        self.windows.truncate(LONG);
        let count = |windows| self.windows.iter().take(windows).copied().fold(Counts::default(), Counts::add);
        let (short, long) = (count(SHORT), count(LONG));
        if self.overloaded {
            self.overloaded = self.windows.len() < SHORT || short.exceeds(0.0);
        } else if wait <= target {
            self.windows.clear();
        } else if self.windows.len() >= SHORT && self.windows.iter().take(SHORT).all(|window| window.exceeds(0.0)) {
            let goes_on = self.windows.len() == LONG && long.exceeds(DEVIATIONS);
            let impatient = short.left as f64 > IMPATIENT * short.arrivals as f64;
            self.overloaded = goes_on || impatient;
        }
    }

    fn relax(&mut self) {
        self.overloaded = false;
        self.windows.clear();
    }
}
