//! Decides which jobs run at once, from what their operations were measured to do. No threads, no clocks.
//!
//! A job is known by its *operation*, and an operation by its *weight*: the share of its time in which it works rather
//! than waits. Eight jobs of weight 0.25 keep two cores busy, and so do two jobs of weight 1.
//!
//! ```text
//!          arrive              start                    finish (with what was measured)
//!   (new) ───────▶ queued ─────────────▶ running ─────────────────────────────────────▶ (gone)
//!                    │ cancel
//!                    └───────▶ (gone)
//! ```
//!
//! Whoever holds a policy tells it what happens, and after each event calls [`Policy::start`] until that gives nothing:
//! [`Policy::arrive`], [`Policy::finish`], [`Policy::cancel`] and [`Policy::set_cores`] are events; a job that `start`
//! gives is the only action, and it has to be run. Each job that arrived is given out exactly once: by `start`, by
//! `cancel` or by [`Policy::close`].
//!
//! **The weight** is `cpu / (wall − run-queue wait)`, and exactly 1 for a run that never slept. The run-queue wait has
//! to go: time in which a thread could have run but had no core says nothing about the operation, and counting it as
//! waiting admits more the fuller the cores are. Both times are averaged on their own and then divided, so a run counts
//! by how long it was: an operation that answers from memory nine times and waits 20 ms the tenth is one that waits,
//! as that is what its jobs in progress do. Until the first run has ended the weight is [`PRIOR`].
//!
//! **Admission.** Jobs are admitted while `Σw − 2·sqrt(Σw(1−w)) ≤ cores`, over what runs and the job in question. The
//! sum is the number of cores that they want on average; the root is the deviation of that number, so work that never
//! waits gets exactly the cores, and jobs that mix work and waits get enough company to fill each other's waits. There
//! are two classes with a sum each: *light* operations (weight under 0.2), which may take half of the cores, and
//! *heavy* ones. Neither can hold up the other.
//!
//! **Nothing starves.** Within a class the oldest job is next, and nothing overtakes it. A class of which nothing runs
//! may always start its oldest job, however few the cores. When threads are short, the older of the two is next.
//!
//! The measurements behind these numbers are in `docs/decisions/0004-learned-weights.md`.

use std::{collections::VecDeque, time::Duration};

/// The weight of an operation that has not been measured: half-way, in effect, between the two mistakes. A lower one
/// would start dozens of threads for a first burst of work, and 1 would serve a first burst of waits one by one.
pub const PRIOR: f64 = 0.25;

/// Below this weight an operation is light.
const LIGHT: f64 = 0.2;

/// How many standard deviations are admitted beyond the mean. With 0, operations that mix work and waits reached 73 %
/// of the possible rate; with 1, 96 %; with 2, all of it.
const DEVIATIONS: f64 = 2.0;

/// Sums of weights that were rounded on their way are equal within this.
const ROUNDING: f64 = 1e-9;

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

/// The place of a job in its operation's queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    number: u64,
    operation: usize,
}

/// A job to be run, from [`Policy::start`].
#[derive(Debug)]
pub struct Started<J> {
    /// What `arrive` gave for it.
    pub ticket: Ticket,
    /// The number of its operation, which [`Policy::finish`] wants to hear.
    pub operation: usize,
    /// What arrived.
    pub job: J,
}

/// The jobs that wait, and what is known about those that run.
#[derive(Debug)]
pub struct Policy<J> {
    cores: f64,
    running_max: usize,
    operations: Vec<Operation<J>>,
    /// Operations with queued jobs, and operations with running ones, in no order. There are few at a time, so they are
    /// looked through; that is exact, where sums kept over time would gather rounding errors.
    waiting: Vec<usize>,
    active: Vec<usize>,
    ticket_next: u64,
    queued: usize,
    running: usize,
}

#[derive(Debug)]
struct Operation<J> {
    /// Oldest first; the numbers of tickets only grow.
    queue: VecDeque<(u64, J)>,
    running: usize,
    weight: f64,
    /// How many runs were measured.
    runs: u64,
    /// Moving averages, in seconds per run: with a core, and with a core or asleep.
    working: f64,
    awake_or_asleep: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Light,
    Heavy,
}

impl Class {
    fn of(weight: f64) -> Self {
        if weight < LIGHT { Self::Light } else { Self::Heavy }
    }

    /// Which part of the cores the class may take.
    fn share(self) -> f64 {
        match self {
            Self::Light => 0.5,
            Self::Heavy => 1.0,
        }
    }
}

impl<J> Policy<J> {
    /// Creates a policy for `cores`, a fraction above 0, that never has more than `running_max` jobs run at once.
    #[must_use]
    pub fn new(cores: f64, running_max: usize) -> Self {
        Self {
            cores,
            running_max: running_max.max(1),
            operations: Vec::new(),
            waiting: Vec::new(),
            active: Vec::new(),
            ticket_next: 0,
            queued: 0,
            running: 0,
        }
    }

    /// Adds an operation of which nothing is known, and returns its number.
    pub fn operation(&mut self) -> usize {
        let unknown = Operation {
            queue: VecDeque::new(),
            running: 0,
            weight: PRIOR,
            runs: 0,
            working: 0.0,
            awake_or_asleep: 0.0,
        };
        self.operations.push(unknown);
        self.operations.len() - 1
    }

    /// Returns the weight of an operation, from 0 (only waits) to 1 (only works).
    ///
    /// # Panics
    ///
    /// For a number that [`Policy::operation`] did not return, as all methods that take one.
    #[must_use]
    pub fn weight(&self, operation: usize) -> f64 {
        self.operations[operation].weight
    }

    /// Returns how many jobs wait.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queued
    }

    /// Returns how many jobs run.
    #[must_use]
    pub fn running(&self) -> usize {
        self.running
    }

    /// A job of `operation` arrives.
    pub fn arrive(&mut self, operation: usize, job: J) -> Ticket {
        let number = self.ticket_next;
        self.ticket_next += 1;
        self.queued += 1;
        let queue = &mut self.operations[operation].queue;
        if queue.is_empty() {
            self.waiting.push(operation);
        }
        queue.push_back((number, job));
        Ticket { number, operation }
    }

    /// Takes the oldest job that may start now; it counts as running until [`Policy::finish`].
    pub fn start(&mut self) -> Option<Started<J>> {
        if self.running >= self.running_max {
            return None;
        }
        let oldest = |class| {
            let of_class = self.waiting.iter().copied().filter(|&operation| self.class(operation) == class);
            let heads = of_class.filter_map(|operation| Some((self.operations[operation].queue.front()?.0, operation)));
            heads.min().filter(|&(_, operation)| self.admits(operation))
        };
        let (number, operation) = [Class::Light, Class::Heavy].into_iter().filter_map(oldest).min()?;
        let (_, job) = self.operations[operation].queue.pop_front()?;
        self.left_queue(operation);
        self.running += 1;
        self.operations[operation].running += 1;
        if self.operations[operation].running == 1 {
            self.active.push(operation);
        }
        Some(Started { ticket: Ticket { number, operation }, operation, job })
    }

    /// A job of `operation` that was started is over; `usage` is `None` if nobody measured it.
    pub fn finish(&mut self, operation: usize, usage: Option<Usage>) {
        self.running -= 1;
        let finished = &mut self.operations[operation];
        finished.running -= 1;
        if let Some(usage) = usage {
            finished.learn(usage);
        }
        if finished.running == 0 {
            self.active.retain(|&active| active != operation);
        }
    }

    /// Gives back a job that has not started, and forgets it; `None` if it has.
    pub fn cancel(&mut self, ticket: Ticket) -> Option<J> {
        let queue = &mut self.operations[ticket.operation].queue;
        let place = queue.binary_search_by_key(&ticket.number, |(number, _)| *number).ok()?;
        let (_, job) = queue.remove(place)?;
        self.left_queue(ticket.operation);
        Some(job)
    }

    /// The process may use another number of cores.
    pub fn set_cores(&mut self, cores: f64) {
        self.cores = cores;
    }

    /// Gives back every job that has not started.
    pub fn close(&mut self) -> Vec<J> {
        self.waiting.clear();
        self.queued = 0;
        self.operations.iter_mut().flat_map(|operation| operation.queue.drain(..)).map(|(_, job)| job).collect()
    }

    fn left_queue(&mut self, operation: usize) {
        self.queued -= 1;
        if self.operations[operation].queue.is_empty() {
            self.waiting.retain(|&waiting| waiting != operation);
        }
    }

    fn class(&self, operation: usize) -> Class {
        Class::of(self.operations[operation].weight)
    }

    /// Whether one more job of `operation` may run.
    fn admits(&self, operation: usize) -> bool {
        let class = self.class(operation);
        let weight = self.operations[operation].weight;
        let (mut sum, mut variance) = (weight, weight * (1.0 - weight));
        let mut alone = true;
        for &active in self.active.iter().filter(|&&active| self.class(active) == class) {
            let Operation { weight, running, .. } = self.operations[active];
            sum += running as f64 * weight;
            variance += running as f64 * weight * (1.0 - weight);
            alone = false;
        }
        alone || sum - DEVIATIONS * variance.sqrt() <= class.share() * self.cores + ROUNDING
    }
}

impl<J> Operation<J> {
    fn learn(&mut self, usage: Usage) {
        let cpu = usage.cpu.as_secs_f64();
        let (working, awake_or_asleep) = match usage.run_queue {
            _ if !usage.slept => (cpu, cpu),
            Some(run_queue) => (cpu, usage.wall.saturating_sub(run_queue).as_secs_f64().max(cpu)),
            None => {
                let wall = usage.wall.as_secs_f64().max(cpu);
                (cpu.max(PRIOR * wall), wall)
            }
        };
        // Fast at first, then steady: ten runs are remembered.
        let rate = match self.runs {
            0 => 1.0,
            1..8 => 0.5,
            _ => 0.1,
        };
        self.runs += 1;
        self.working += rate * (working - self.working);
        self.awake_or_asleep += rate * (awake_or_asleep - self.awake_or_asleep);
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

    fn learned(runs: &[Usage]) -> Policy<()> {
        let mut policy = Policy::new(2.0, 256);
        let operation = policy.operation();
        for &usage in runs {
            policy.arrive(operation, ());
            policy.start().expect("nothing else runs");
            policy.finish(operation, Some(usage));
        }
        policy
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
            let weight = learned(runs).weight(0);
            assert!((weight - expected).abs() < 0.02, "{name}: {weight}, not {expected}");
        }
    }

    #[test]
    fn jobs_are_admitted_by_weight() {
        /// Name, cores, milliseconds asleep for 5 ms of work by operation, operations that arrive, how many start.
        type Case<'a> = (&'a str, f64, &'a [u64], Vec<usize>, usize);
        let cases: &[Case<'_>] = &[
            ("work gets the cores", 2.0, &[0], vec![0; 9], 2),
            ("a part of a core is not a core", 1.5, &[0], vec![0; 9], 1),
            ("less than a core is one all the same", 0.1, &[0], vec![0; 9], 1),
            ("waits get threads", 2.0, &[995], vec![0; 256], 256),
            ("and no more than there are", 2.0, &[995], vec![0; 300], 256),
            ("work and waits fill each other's", 2.0, &[15], vec![0; 99], 25),
            ("work cannot hold up waits", 2.0, &[0, 995], [vec![0; 9], vec![1; 64]].concat(), 66),
            ("waits cannot hold up work", 2.0, &[0, 21], [vec![1; 200], vec![0; 9]].concat(), 26 + 2),
            ("nothing overtakes in a class", 2.0, &[0, 5], vec![0, 0, 0, 1, 1, 1], 2),
        ];
        for (name, cores, operations, arrivals, expected) in cases {
            let mut policy = Policy::new(*cores, 256);
            for &asleep in *operations {
                let operation = policy.operation();
                policy.arrive(operation, ());
                policy.start().expect("nothing else runs");
                policy.finish(operation, Some(run(asleep, 0)));
            }
            for &operation in arrivals {
                policy.arrive(operation, ());
            }
            while policy.start().is_some() {}
            assert_eq!((policy.running(), policy.queued()), (*expected, arrivals.len() - expected), "{name}");
        }
    }

    #[test]
    fn a_job_is_given_out_once() {
        let mut policy = learned(&[run(0, 0)]);
        policy.set_cores(1.0);
        let tickets: Vec<_> = (0..4).map(|_| policy.arrive(0, ())).collect();
        assert_eq!(policy.start().map(|started| started.ticket), Some(tickets[0]));
        assert!(policy.start().is_none(), "one core");
        assert_eq!(policy.cancel(tickets[0]), None, "it runs");
        assert_eq!((policy.cancel(tickets[1]), policy.cancel(tickets[1])), (Some(()), None));
        policy.set_cores(2.0);
        assert_eq!(policy.start().map(|started| started.ticket), Some(tickets[2]));
        assert_eq!((policy.queued(), policy.close().len(), policy.queued()), (1, 1, 0));
    }
}
