//! Cores in virtual time: those who work share them, with each other and with what is foreign.

/// Over how long a quota is counted, in seconds.
const PERIOD: f64 = 0.1;

pub(crate) struct Machine {
    /// How many cores the process may use.
    pub(crate) cores: f64,
    pub(crate) foreign: f64,
    is_quota: bool,
    /// What is left of the quota in this period, in seconds of a core, and when the period ends.
    left: f64,
    period_end: f64,
}

impl Machine {
    pub(crate) fn new(cores: f64, is_quota: bool) -> Self {
        Self { cores, foreign: 0.0, is_quota, left: cores * PERIOD, period_end: PERIOD }
    }

    /// How much of a core each of those gets that need one.
    pub(crate) fn rate(&self, working: usize) -> f64 {
        let there = if self.is_quota { self.cores.ceil() + 2.0 } else { self.cores };
        if self.is_quota && self.left <= 1e-9 { 0.0 } else { (there / (working as f64 + self.foreign)).min(1.0) }
    }

    /// How long the rate stays as it is, if nothing else happens.
    pub(crate) fn steady(&self, now: f64, working: usize) -> Option<f64> {
        if !self.is_quota || working == 0 {
            return None;
        }
        let used = self.rate(working) * working as f64;
        let until_used_up = if used > 0.0 { self.left / used } else { f64::INFINITY };
        Some(until_used_up.min(self.period_end - now))
    }

    /// Time goes on to `now`, after a step of which each that worked got `got` seconds.
    pub(crate) fn advance(&mut self, now: f64, working: usize, got: f64) {
        self.left -= working as f64 * got;
        if now >= self.period_end - 1e-9 {
            self.left = self.cores * PERIOD;
            self.period_end = (now / PERIOD + 1e-6).floor() * PERIOD + PERIOD;
        }
    }
}
