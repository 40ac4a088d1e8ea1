//! Decides which jobs run at once, from what their operations were measured to do. No threads, no clocks.
//!
//! A job is of a [`Kind`]: its operation and the size of its input. A kind is known by its *weight*: the share of its
//! time in which it works rather than waits. Eight jobs of weight 0.25 keep two cores busy, and so do two of weight 1.
//!
//! ```text
//!          Arrive              Start                      Finish (with what was measured)
//!   (new) ───────▶ queued ─────────────▶ running ─────────────────────────────────────▶ (gone)
//!     │              │ Cancel, Close                Release: it is blocked, its weight is free
//!     │              ├───────▶ Discard              Retake: it goes on
//!     └──────────────┴───────▶ Refuse
//! ```
//!
//! Whoever holds a policy tells it what happens: [`Policy::step`] takes an [`Event`] and the time, and adds the
//! [`Action`]s that follow. Each job that arrived comes back exactly once: to be started, refused or discarded.
//!
//! **Admission.** Jobs are admitted while `Σw − 2·sqrt(Σw(1−w)) ≤ cores`, over what runs and the job in question. The
//! sum is the number of cores that they want on average; the root is the deviation of that number, so work that never
//! waits gets exactly the cores, and jobs that mix work and waits get enough company to fill each other's waits. There
//! are two classes with a sum each: *light* kinds (weight under 0.2), which may take half of the cores, and
//! *heavy* ones. Neither can hold up the other.
//!
//! **Nothing starves.** Within a class the oldest job is next, and nothing overtakes it. A class of which nothing runs
//! may always start its oldest job, however few the cores. When threads are short, the older of the two is next.
//!
//! The measurements behind these numbers are in `docs/decisions/0004-learned-weights.md`.

mod event;
mod weight;

use std::{collections::BTreeMap, time::Duration};

use self::weight::Weight;
pub use self::{
    event::{Action, Arrival, Entry, Event, Kind, Reason, Refusal, Size},
    weight::{PRIOR, Usage},
};

/// Below this weight a kind is light.
const LIGHT: f64 = 0.2;

/// How many standard deviations are admitted beyond the mean. With 0, operations that mix work and waits reached 73 %
/// of the possible rate; with 1, 96 %; with 2, all of it.
const DEVIATIONS: f64 = 2.0;

/// Sums of weights that were rounded on their way are equal within this.
const ROUNDING: f64 = 1e-9;

/// The jobs that wait, and what is known about those that run.
#[derive(Debug)]
pub struct Policy<J> {
    settings: PolicySettings,
    /// Cores that run something else than this policy's jobs: helpers of parallel loops, threads of rayon.
    borrowed: f64,
    /// By operation and size.
    kinds: Vec<[Queue<J>; Size::COUNT]>,
    /// Kinds with queued jobs, and kinds with running ones, in no order. There are few at a time, so they are
    /// looked through; that is exact, where sums kept over time would gather rounding errors.
    waiting: Vec<Kind>,
    active: Vec<Kind>,
    queued: usize,
    running: usize,
}

/// What a policy is given to share out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicySettings {
    /// How many cores jobs may keep busy: a fraction above 0.
    pub cores: f64,
    /// The most jobs that run at once; at least one.
    pub running_max: usize,
    /// The most jobs that wait; a new one beyond is refused.
    pub queue_max: usize,
}

#[derive(Debug)]
struct Queue<J> {
    /// By number: the oldest first.
    jobs: BTreeMap<u64, J>,
    running: usize,
    /// How many of those that run are blocked.
    released: usize,
    weight: Weight,
}

impl<J> Default for Queue<J> {
    fn default() -> Self {
        Self { jobs: BTreeMap::new(), running: 0, released: 0, weight: Weight::default() }
    }
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
    /// Creates a policy without operations.
    #[must_use]
    pub fn new(settings: PolicySettings) -> Self {
        Self {
            settings: PolicySettings { running_max: settings.running_max.max(1), ..settings },
            borrowed: 0.0,
            kinds: Vec::new(),
            waiting: Vec::new(),
            active: Vec::new(),
            queued: 0,
            running: 0,
        }
    }

    /// Adds an operation of which nothing is known, and returns its number.
    pub fn operation(&mut self) -> usize {
        self.kinds.push(std::array::from_fn(|_| Queue::default()));
        self.kinds.len() - 1
    }

    /// Returns the weight of a kind, from 0 (only waits) to 1 (only works).
    ///
    /// # Panics
    ///
    /// For an operation that [`Policy::operation`] did not return, as everything that takes one.
    #[must_use]
    pub fn weight(&self, kind: Kind) -> f64 {
        self.queue(kind).weight.get()
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

    /// Returns how many cores the running jobs of heavy kinds want: the sum of the weights of those that are not blocked.
    #[must_use]
    pub fn working(&self) -> f64 {
        let heavy = self.active.iter().filter(|&&kind| self.class(kind) == Class::Heavy).map(|&kind| self.queue(kind));
        heavy.map(|queue| (queue.running - queue.released) as f64 * queue.weight.get()).sum()
    }

    /// Takes in what happened at `now`, and adds to `actions` what is to be done about it.
    pub fn step(&mut self, event: Event<J>, _now: Duration, actions: &mut Vec<Action<J>>) {
        let mut arrived = None;
        match event {
            Event::Arrive(arrival) => {
                arrived = (arrival.entry == Entry::New).then_some((arrival.kind, arrival.id));
                self.arrive(arrival);
            }
            Event::Finish { kind, usage, released } => self.finish(kind, usage, released),
            Event::Cancel { kind, id } => actions.extend(self.cancel(kind, id).map(Action::Discard)),
            Event::Release(kind) => self.queue_mut(kind).released += 1,
            Event::Retake(kind) => self.queue_mut(kind).released -= 1,
            Event::Cores(cores) => self.settings.cores = cores,
            Event::Borrowed(cores) => self.borrowed = cores,
            Event::Close => self.close(actions),
        }
        while let Some((kind, id, job)) = self.start() {
            actions.push(Action::Start { kind, id, job });
        }
        // A job that could start at once is not in the queue: however long that is, it goes on.
        if let Some((kind, id)) = arrived
            && self.queued > self.settings.queue_max
            && let Some(job) = self.cancel(kind, id)
        {
            let refusal = Refusal { reason: Reason::Full, retry_after: Duration::from_secs(1) };
            actions.push(Action::Refuse { kind, id, job, refusal });
        }
    }

    fn arrive(&mut self, arrival: Arrival<J>) {
        let queue = self.queue_mut(arrival.kind);
        let was_empty = queue.jobs.is_empty();
        queue.jobs.insert(arrival.id, arrival.job);
        self.queued += 1;
        if was_empty {
            self.waiting.push(arrival.kind);
        }
    }

    /// Takes the oldest job that may start now; it counts as running until it finishes.
    fn start(&mut self) -> Option<(Kind, u64, J)> {
        if self.running >= self.settings.running_max {
            return None;
        }
        let oldest = |class| {
            let of_class = self.waiting.iter().copied().filter(|&kind| self.class(kind) == class);
            let heads = of_class.filter_map(|kind| Some((*self.queue(kind).jobs.first_key_value()?.0, kind)));
            heads.min_by_key(|(id, _)| *id).filter(|&(_, kind)| self.admits(kind))
        };
        let (_, kind) = [Class::Light, Class::Heavy].into_iter().filter_map(oldest).min_by_key(|(id, _)| *id)?;
        let queue = self.queue_mut(kind);
        let (id, job) = queue.jobs.pop_first()?;
        queue.running += 1;
        if queue.running == 1 {
            self.active.push(kind);
        }
        self.left_queue(kind);
        self.running += 1;
        Some((kind, id, job))
    }

    fn finish(&mut self, kind: Kind, usage: Option<Usage>, released: bool) {
        self.running -= 1;
        let queue = self.queue_mut(kind);
        queue.running -= 1;
        queue.released -= usize::from(released);
        if let Some(usage) = usage {
            queue.weight.learn(usage);
        }
        if queue.running == 0 {
            self.active.retain(|&active| active != kind);
        }
    }

    fn cancel(&mut self, kind: Kind, id: u64) -> Option<J> {
        let job = self.queue_mut(kind).jobs.remove(&id)?;
        self.left_queue(kind);
        Some(job)
    }

    fn close(&mut self, actions: &mut Vec<Action<J>>) {
        for kind in std::mem::take(&mut self.waiting) {
            let jobs = std::mem::take(&mut self.queue_mut(kind).jobs);
            actions.extend(jobs.into_values().map(Action::Discard));
        }
        self.queued = 0;
    }

    fn left_queue(&mut self, kind: Kind) {
        self.queued -= 1;
        if self.queue(kind).jobs.is_empty() {
            self.waiting.retain(|&waiting| waiting != kind);
        }
    }

    fn queue(&self, kind: Kind) -> &Queue<J> {
        &self.kinds[kind.operation][kind.size as usize]
    }

    fn queue_mut(&mut self, kind: Kind) -> &mut Queue<J> {
        &mut self.kinds[kind.operation][kind.size as usize]
    }

    fn class(&self, kind: Kind) -> Class {
        Class::of(self.weight(kind))
    }

    /// Whether one more job of `kind` may run.
    fn admits(&self, kind: Kind) -> bool {
        let class = self.class(kind);
        let weight = self.weight(kind);
        let (mut sum, mut variance) = (weight, weight * (1.0 - weight));
        let mut alone = true;
        for &active in self.active.iter().filter(|&&active| self.class(active) == class) {
            let queue = self.queue(active);
            let (weight, awake) = (queue.weight.get(), (queue.running - queue.released) as f64);
            sum += awake * weight;
            variance += awake * weight * (1.0 - weight);
            alone &= awake == 0.0;
        }
        let cores = (self.settings.cores - self.borrowed).max(0.0);
        alone || sum - DEVIATIONS * variance.sqrt() <= class.share() * cores + ROUNDING
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

    /// A policy that is told what happens, and the jobs it has started.
    struct Told {
        policy: Policy<()>,
        next: u64,
        actions: Vec<Action<()>>,
    }

    impl Told {
        fn new(cores: f64) -> Self {
            let policy = Policy::new(PolicySettings { cores, running_max: 256, queue_max: usize::MAX });
            Self { policy, next: 0, actions: Vec::new() }
        }

        fn step(&mut self, event: Event<()>) {
            self.policy.step(event, Duration::ZERO, &mut self.actions);
        }

        fn arrive(&mut self, kind: Kind) -> u64 {
            let id = self.next;
            self.next += 1;
            self.step(Event::Arrive(Arrival { id, kind, entry: Entry::New, deadline: None, job: () }));
            id
        }

        fn run(&mut self, kind: Kind, usage: Usage) {
            self.arrive(kind);
            assert!(matches!(self.actions.pop(), Some(Action::Start { .. })), "nothing else runs");
            self.step(Event::Finish { kind, usage: Some(usage), released: false });
        }

        /// The jobs that were started since the last time.
        fn started(&mut self) -> Vec<u64> {
            let started = |action| if let Action::Start { id, .. } = action { Some(id) } else { None };
            self.actions.drain(..).filter_map(started).collect()
        }
    }

    fn small(operation: usize) -> Kind {
        Kind { operation, size: Size::Small }
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
            let mut told = Told::new(*cores);
            for &asleep in *operations {
                let operation = told.policy.operation();
                told.run(small(operation), run(asleep, 0));
            }
            for &operation in arrivals {
                told.arrive(small(operation));
            }
            let counts = (told.policy.running(), told.policy.queued());
            assert_eq!(counts, (*expected, arrivals.len() - expected), "{name}");
        }
    }

    #[test]
    fn a_blocked_job_makes_room_until_it_goes_on() {
        let mut told = Told::new(1.0);
        let kind = small(told.policy.operation());
        told.run(kind, run(0, 0));
        let jobs: Vec<_> = (0..3).map(|_| told.arrive(kind)).collect();
        assert_eq!(told.started(), jobs[..1]);
        told.step(Event::Release(kind));
        assert_eq!(told.started(), jobs[1..2]);
        told.step(Event::Retake(kind));
        told.step(Event::Finish { kind, usage: None, released: false });
        assert_eq!(told.started(), [0; 0], "the one that was blocked needs the core");
    }

    #[test]
    fn sizes_are_learned_apart() {
        let mut told = Told::new(2.0);
        let operation = told.policy.operation();
        told.run(Kind { operation, size: Size::Huge }, run(0, 0));
        told.run(small(operation), run(95, 0));
        assert!(told.policy.weight(small(operation)) < 0.06);
        assert!((told.policy.weight(Kind { operation, size: Size::Huge }) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_job_is_given_out_once() {
        let mut told = Told::new(1.0);
        let kind = small(told.policy.operation());
        told.run(kind, run(0, 0));
        let jobs: Vec<_> = (0..4).map(|_| told.arrive(kind)).collect();
        assert_eq!(told.started(), jobs[..1], "one core");
        for (job, discarded) in [(jobs[0], 0), (jobs[1], 1), (jobs[1], 0)] {
            told.step(Event::Cancel { kind, id: job });
            assert_eq!(told.actions.drain(..).count(), discarded, "job {job}");
        }
        told.step(Event::Cores(2.0));
        assert_eq!(told.started(), [jobs[2]]);
        told.step(Event::Close);
        assert_eq!((told.actions.len(), told.policy.queued()), (1, 0));
    }
}
