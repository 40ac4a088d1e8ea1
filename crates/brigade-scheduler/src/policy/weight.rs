//! Learns from runs how much of its time an operation works.
//!
//! The weight is `cpu / (wall − run-queue wait)`, and exactly 1 for a run that never slept. The run-queue wait has
//! to go: time in which a thread could have run but had no core says nothing about the operation, and counting it as
//! waiting admits more the fuller the cores are. Both times are averaged on their own and then divided, so a run counts
//! by how long it was: an operation that answers from memory nine times and waits 20 ms the tenth is one that waits,
//! as that is what its jobs in progress do. Until the first run has ended the weight is [`PRIOR`].

use std::time::Duration;

/// The weight of an operation that has not been measured: half-way, in effect, between the two mistakes. A lower one
/// would start dozens of threads for a first burst of work, and 1 would serve a first burst of waits one by one.
pub const PRIOR: f64 = 0.25;

/// What one run of a job took, as its own thread saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// How long the job held a core.
    pub cpu: Duration,
    /// How long it took from its start to its end.
    pub wall: Duration,
    /// How long it was ready to run and had no core; `None` where the system does not say. A weight that is learned
    /// without it never falls below [`PRIOR`]: waiting cannot be told from being kept waiting.
    pub run_queue: Option<Duration>,
    /// Whether it gave its core away of itself at any time.
    pub slept: bool,
}

impl Usage {
    /// For how long the job worked or slept: how long it takes on a core of its own.
    pub(crate) fn work(&self) -> Duration {
        Duration::from_secs_f64(self.times().1)
    }

    /// For how many seconds the job worked, and for how many it worked or slept.
    pub(super) fn times(&self) -> (f64, f64) {
        let cpu = self.cpu.as_secs_f64();
        match self.run_queue {
            _ if !self.slept => (cpu, cpu),
            Some(run_queue) => (cpu, self.wall.saturating_sub(run_queue).as_secs_f64().max(cpu)),
            None => {
                let wall = self.wall.as_secs_f64().max(cpu);
                (cpu.max(PRIOR * wall), wall)
            }
        }
    }
}

/// What was learned of the runs of one kind.
#[derive(Debug, Clone)]
pub(super) struct Weight {
    weight: f64,
    /// How many runs were measured.
    runs: u64,
    /// Moving averages, in seconds per run: with a core, with a core or asleep, and from start to end.
    working: f64,
    awake_or_asleep: f64,
    wall: f64,
}

impl Default for Weight {
    fn default() -> Self {
        Self { weight: PRIOR, runs: 0, working: 0.0, awake_or_asleep: 0.0, wall: 0.0 }
    }
}

impl Weight {
    /// From 0 (only waits) to 1 (only works).
    pub(super) fn get(&self) -> f64 {
        self.weight
    }

    /// How long a run holds a core, in seconds; nothing until one has ended.
    pub(super) fn cpu(&self) -> f64 {
        self.working
    }

    /// How long a run holds a core or sleeps, in seconds.
    pub(super) fn awake_or_asleep(&self) -> f64 {
        self.awake_or_asleep
    }

    /// How long a run takes, in seconds.
    pub(super) fn wall(&self) -> f64 {
        self.wall
    }

    /// Whether a run has ended.
    pub(super) fn is_measured(&self) -> bool {
        self.runs > 0
    }

    pub(super) fn learn(&mut self, usage: Usage) {
        let (working, awake_or_asleep) = usage.times();
        // Fast at first, then steady: ten runs are remembered.
        let rate = match self.runs {
            0 => 1.0,
            1..8 => 0.5,
            _ => 0.1,
        };
        self.runs += 1;
        self.working += rate * (working - self.working);
        self.awake_or_asleep += rate * (awake_or_asleep - self.awake_or_asleep);
        self.wall += rate * (usage.wall.as_secs_f64() - self.wall);
        if self.awake_or_asleep > 0.0 {
            self.weight = (self.working / self.awake_or_asleep).min(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CPU: Duration = Duration::from_millis(5);

    /// A run with 5 ms of work, asleep for as long, and kept waiting for a core as long, in milliseconds.
    fn run(asleep: u64, run_queue: u64) -> Usage {
        let (asleep, run_queue) = (Duration::from_millis(asleep), Duration::from_millis(run_queue));
        Usage { cpu: CPU, wall: CPU + asleep + run_queue, run_queue: Some(run_queue), slept: !asleep.is_zero() }
    }

    #[test]
    fn a_weight_is_what_was_measured() {
        let without = |asleep, slept| Usage { run_queue: None, slept, ..run(asleep, 0) };
        let cases: &[(&str, Vec<Usage>, f64)] = &[
            ("unknown", vec![], PRIOR),
            ("works", vec![run(0, 0)], 1.0),
            ("works, kept waiting for a core", vec![run(0, 95)], 1.0),
            ("never slept, whatever the clocks say", vec![Usage { slept: false, ..run(95, 0) }], 1.0),
            ("waits", vec![run(95, 0)], 0.05),
            ("waits, kept waiting for a core", vec![run(95, 900)], 0.05),
            ("half and half", [run(0, 0), run(5, 3)].repeat(50), 0.66),
            ("changed its ways", [vec![run(95, 0); 50], vec![run(0, 0); 100]].concat(), 1.0),
            ("a run counts by its length", [vec![run(995, 0)], vec![run(0, 0); 9]].concat().repeat(9), 0.08),
            ("nothing is known of the run queue", vec![without(95, true)], PRIOR),
            ("nothing is known of the run queue, works", vec![without(0, false)], 1.0),
            ("took no time", vec![Usage { cpu: Duration::ZERO, ..run(0, 0) }], PRIOR),
        ];
        for (name, runs, expected) in cases {
            let mut weight = Weight::default();
            runs.iter().for_each(|&usage| weight.learn(usage));
            assert!((weight.get() - expected).abs() < 0.02, "{name}: {weight:?}, not {expected}");
        }
    }
}
