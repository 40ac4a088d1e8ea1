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
//! A class of which nothing runs may always start a job, however few the cores. No operation has more jobs running than
//! its limit, so none takes all threads.
//!
//! **Who is next.** Within an operation, the oldest. Within a class, the operation that had the least so far for its share
//! (`fair.rs`), and nothing overtakes it; so nothing starves. When threads are short, the class that has fewer.
//!
//! **Refusal.** A long queue is not a reason: bursts and patient clients are served in order. A job is refused that would
//! not be done by its deadline, as foreseen when it arrives or seen when it is its turn. And an operation is
//! *overloaded* while more of it comes than can be done (`overload.rs`): then jobs are refused that would wait for longer
//! than half of a target, or did wait for longer than the target. What [`Policy::predicted`] says may be asked before a
//! request is read. A job that was admitted once is never refused; a job *of* a job starts at once or is refused, so none
//! waits for a place that its own parent holds.
//!
//! The measurements behind these numbers are in `docs/decisions/0004-learned-weights.md` and `0005-admission.md`.

mod backlog;
mod event;
mod fair;
mod jitter;
mod operation;
mod overload;
mod prediction;
mod selection;
mod weight;

use std::time::Duration;

pub(crate) use self::jitter::Jitter;
use self::{
    backlog::Waiting,
    fair::Flow,
    operation::{Class, Member, Operation, cost},
};
pub use self::{
    event::{Action, Arrival, Entry, Event, Kind, Prediction, Reason, Refusal, Size},
    prediction::would_be_late,
    weight::{PRIOR, Usage},
};

/// How many jobs may run beyond [`PolicySettings::running_max`] that end something: when all others wait for such ends, one
/// after another still comes to pass.
pub const SPARE: usize = 4;

/// The jobs that wait, and what is known about those that run.
#[derive(Debug)]
pub struct Policy<J> {
    settings: PolicySettings,
    /// Cores that run something else than this policy's jobs: helpers of parallel loops, threads of rayon.
    borrowed: f64,
    operations: Vec<Operation<J>>,
    /// Operations with queued jobs, and kinds with running ones, in no order. There are few at a time, so they are
    /// looked through; that is exact, where sums kept over time would gather rounding errors.
    waiting: Vec<usize>,
    active: Vec<Kind>,
    queued: usize,
    running: usize,
    /// Where the flow was that started a job last, by class.
    clocks: [Flow; Class::ALL.len()],
    /// The class that started a job last.
    turn: Class,
    jitter: Jitter,
}

/// What a policy is given to share out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicySettings {
    /// How many cores jobs may keep busy: a fraction above 0.
    pub cores: f64,
    /// The most jobs that run at once; at least one.
    pub running_max: usize,
    /// The most jobs that wait; a new one beyond is refused, if its operation has its part of them.
    pub queue_max: usize,
    /// Makes the times differ that refused callers are told.
    pub seed: u64,
}

/// What an operation may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OperationLimits {
    /// Its share of the cores when there are not enough for all, in proportion to the others' shares: above 0.
    pub share: f64,
    /// The most of its jobs that run at once; `None` is three quarters of those of all operations.
    pub running_max: Option<usize>,
    /// How long after its arrival a job's answer is worth something, if its arrival does not say.
    pub time_max: Duration,
}

impl Default for OperationLimits {
    /// A share of 1, three quarters of the threads, 30 s.
    fn default() -> Self {
        Self { share: 1.0, running_max: None, time_max: Duration::from_secs(30) }
    }
}

impl<J> Policy<J> {
    /// Creates a policy without operations.
    #[must_use]
    pub fn new(settings: PolicySettings) -> Self {
        Self {
            settings: PolicySettings { running_max: settings.running_max.max(1), ..settings },
            borrowed: 0.0,
            operations: Vec::new(),
            waiting: Vec::new(),
            active: Vec::new(),
            queued: 0,
            running: 0,
            clocks: [Flow::default(); 2],
            turn: Class::Light,
            jitter: Jitter::new(settings.seed),
        }
    }

    /// Adds an operation of which nothing is known, and returns its number.
    pub fn operation(&mut self, limits: OperationLimits) -> usize {
        self.operations.push(Operation::new(limits, self.settings.running_max));
        self.operations.len() - 1
    }

    /// Returns the weight of a kind, from 0 (only waits) to 1 (only works).
    ///
    /// # Panics
    ///
    /// For an operation that [`Policy::operation`] did not return, as everything that takes one.
    #[must_use]
    pub fn weight(&self, kind: Kind) -> f64 {
        self.member(kind).weight.get()
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
        let heavy = self.active.iter().map(|&kind| self.member(kind)).filter(|member| member.class() == Class::Heavy);
        heavy.map(|member| (member.running - member.released) as f64 * member.weight.get()).sum()
    }

    /// Returns whether more jobs of `operation` come than can be done.
    #[must_use]
    pub fn is_overloaded(&self, operation: usize) -> bool {
        self.operations[operation].overload.is_overloaded()
    }

    /// Takes in what happened at `now`, and adds to `actions` what is to be done about it.
    pub fn step(&mut self, event: Event<J>, now: Duration, actions: &mut Vec<Action<J>>) {
        let mut arrived = None;
        match event {
            Event::Arrive(arrival) => arrived = self.arrive(arrival, now, actions),
            Event::TurnedAway { operation, count } => {
                self.look(operation, now);
                self.operations[operation].overload.arrived(count);
            }
            Event::Finish { kind, usage, released } => {
                self.finish(kind, usage, released);
                self.look(kind.operation, now);
            }
            Event::Cancel { kind, id } => {
                if let Some(Waiting { job, .. }) = self.take(kind, id, now) {
                    self.operations[kind.operation].overload.left();
                    actions.push(Action::Discard(job));
                }
            }
            Event::Release(kind) => self.member_mut(kind).released += 1,
            Event::Retake(kind) => self.member_mut(kind).released -= 1,
            Event::Cores(cores) => self.settings.cores = cores,
            Event::Borrowed(cores) => self.borrowed = cores,
            Event::Close => self.close(actions),
        }
        self.start(now, actions);
        // A job that could start at once is not in the queue: however long that is, it goes on.
        if let Some((kind, id)) = arrived
            && self.is_too_long(kind.operation)
            && let Some(waiting) = self.take(kind, id, now)
        {
            self.refuse(kind, id, waiting.job, Reason::Full, actions);
        }
    }

    /// Queues what arrived, or knows better; returns what was queued and may be refused.
    fn arrive(&mut self, arrival: Arrival<J>, now: Duration, actions: &mut Vec<Action<J>>) -> Option<(Kind, u64)> {
        let Arrival { id, kind, entry, deadline, job } = arrival;
        match entry {
            Entry::New => {
                self.look(kind.operation, now);
                self.operations[kind.operation].overload.arrived(1);
                let deadline = deadline.unwrap_or_else(|| now.saturating_add(self.limits(kind).time_max));
                if let Some(reason) = self.foresees(kind, self.wait(kind.operation), deadline.saturating_sub(now)) {
                    self.refuse(kind, id, job, reason, actions);
                    return None;
                }
            }
            Entry::Last if self.running < self.settings.running_max + SPARE => {
                self.begin(kind);
                actions.push(Action::Start { kind, id, job });
                return None;
            }
            Entry::Again | Entry::Last => {}
            Entry::Nested if self.running < self.settings.running_max && !self.operations[kind.operation].is_full() => {
                self.begin(kind);
                actions.push(Action::Start { kind, id, job });
                return None;
            }
            Entry::Nested => {
                self.refuse(kind, id, job, Reason::Nested, actions);
                return None;
            }
        }
        let deadline = deadline.or_else(|| now.checked_add(self.limits(kind).time_max));
        self.queue(kind, id, Waiting { arrived: now, deadline, entry, job }, now);
        (entry == Entry::New).then_some((kind, id))
    }

    fn queue(&mut self, kind: Kind, id: u64, waiting: Waiting<J>, now: Duration) {
        self.queued += 1;
        let operation = &mut self.operations[kind.operation];
        if operation.queued == 0 {
            operation.overload.filled(now);
            self.waiting.push(kind.operation);
        }
        operation.queued += 1;
        let class = operation.member(kind.size).class();
        if operation.next(class).is_none() {
            operation.join(class, &self.clocks);
        }
        operation.member_mut(kind.size).backlog.add(id, waiting);
    }

    /// Takes a job out of the queue.
    fn take(&mut self, kind: Kind, id: u64, now: Duration) -> Option<Waiting<J>> {
        let operation = &mut self.operations[kind.operation];
        let waiting = operation.member_mut(kind.size).backlog.take(id)?;
        operation.queued -= 1;
        self.queued -= 1;
        if operation.queued == 0 {
            operation.overload.emptied(now);
            self.waiting.retain(|&waiting| waiting != kind.operation);
        }
        Some(waiting)
    }

    /// Starts the jobs that may start now; they count as running until they finish.
    fn start(&mut self, now: Duration, actions: &mut Vec<Action<J>>) {
        while let Some((kind, id)) = self.next() {
            let Some(Waiting { arrived, deadline, entry, job }) = self.take(kind, id, now) else { break };
            if entry == Entry::New {
                let left = deadline.map_or(Duration::MAX, |deadline| deadline.saturating_sub(now));
                if let Some(reason) = self.is_too_late(kind, now.saturating_sub(arrived), left) {
                    self.refuse(kind, id, job, reason, actions);
                    continue;
                }
                self.operations[kind.operation].overload.departed();
            }
            let class = self.member(kind).class();
            self.turn = class;
            self.clocks[class as usize] = self.operations[kind.operation].flows[class as usize];
            self.begin(kind);
            actions.push(Action::Start { kind, id, job });
        }
    }

    /// Counts a job as running, and charges it.
    fn begin(&mut self, kind: Kind) {
        let cores_per_thread = self.cores_per_thread();
        let operation = &mut self.operations[kind.operation];
        let member = operation.member_mut(kind.size);
        let (class, cost) = (member.class(), member.cost(cores_per_thread));
        member.running += 1;
        member.charged += cost;
        if member.running == 1 {
            self.active.push(kind);
        }
        operation.running += 1;
        operation.flows[class as usize].charge(cost, operation.limits.share);
        self.running += 1;
    }

    fn finish(&mut self, kind: Kind, usage: Option<Usage>, released: bool) {
        let cores_per_thread = self.cores_per_thread();
        self.running -= 1;
        let operation = &mut self.operations[kind.operation];
        if operation.is_full() {
            // Its own limit kept it from what the others had meanwhile.
            for class in Class::ALL {
                operation.join(class, &self.clocks);
            }
        }
        operation.running -= 1;
        let share = operation.limits.share;
        let member = operation.member_mut(kind.size);
        let charged = member.charged / member.running as f64;
        member.charged -= charged;
        member.running -= 1;
        member.released -= usize::from(released);
        let (running, before) = (member.running, member.class());
        if let Some(usage) = usage {
            let (cpu, awake_or_asleep) = usage.times();
            member.weight.learn(usage);
            let after = member.class();
            operation.flows[before as usize].charge(cost(cpu, awake_or_asleep, cores_per_thread) - charged, share);
            if after != before {
                operation.join(after, &self.clocks);
            }
        }
        if running == 0 {
            self.active.retain(|&active| active != kind);
        }
    }

    /// Looks whether an operation is overloaded, or not any more.
    fn look(&mut self, number: usize, now: Duration) {
        if self.operations[number].overload.is_due(now) {
            let (wait, target) = (self.wait(number), self.operations[number].target());
            self.operations[number].overload.look(now, wait, target);
        }
    }

    fn refuse(&mut self, kind: Kind, id: u64, job: J, reason: Reason, actions: &mut Vec<Action<J>>) {
        let retry_after = self.retry_after(self.wait(kind.operation));
        actions.push(Action::Refuse { kind, id, job, refusal: Refusal { reason, retry_after } });
    }

    fn close(&mut self, actions: &mut Vec<Action<J>>) {
        for operation in std::mem::take(&mut self.waiting) {
            let operation = &mut self.operations[operation];
            operation.queued = 0;
            let jobs = operation.members.iter_mut().flat_map(|member| member.backlog.drain());
            actions.extend(jobs.map(Action::Discard));
        }
        self.queued = 0;
    }

    /// Whether too many jobs wait, this operation's more than others'.
    fn is_too_long(&self, operation: usize) -> bool {
        let part = self.settings.queue_max / self.waiting.len().max(1);
        self.queued > self.settings.queue_max && self.operations[operation].queued > part
    }

    fn limits(&self, kind: Kind) -> &OperationLimits {
        &self.operations[kind.operation].limits
    }

    fn member(&self, kind: Kind) -> &Member<J> {
        self.operations[kind.operation].member(kind.size)
    }

    fn member_mut(&mut self, kind: Kind) -> &mut Member<J> {
        self.operations[kind.operation].member_mut(kind.size)
    }

    /// How many cores there are for each thread.
    fn cores_per_thread(&self) -> f64 {
        self.settings.cores / self.settings.running_max as f64
    }
}
