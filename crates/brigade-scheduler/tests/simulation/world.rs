//! Virtual time: jobs come, share the cores, wait, leave, and the policy says which of them run.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use brigade_scheduler::policy::{
    Action, Arrival, Entry, Event, Kind, Policy, PolicySettings, Prediction, Reason, Size, Usage,
};

use crate::{
    machine::Machine,
    random::Random,
    referee::Referee,
    scenario::{Client, Job, Phase, Scenario, wait, work},
};

/// How often somebody looks for blocked jobs, in seconds.
const SAMPLING: f64 = 0.01;

/// What became of a job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fate {
    pub(crate) operation: usize,
    pub(crate) arrived: f64,
    pub(crate) over: f64,
    pub(crate) end: End,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum End {
    /// With an answer for which somebody waited.
    Done,
    Refused(Reason),
    /// Its caller had left.
    Left,
}

pub(crate) struct Played {
    pub(crate) policy: Policy<usize>,
    pub(crate) fates: Vec<Fate>,
    /// How many runs have ended, by kind.
    pub(crate) runs: BTreeMap<(usize, Size), usize>,
}

/// Plays `scenario` to its end under the eyes of a referee.
pub(crate) fn play(scenario: &Scenario) -> Played {
    let mut world = World::new(scenario);
    while world.goes_on() {}
    world.referee.is_over();
    let fates = world.fates.into_iter().map(|fate| fate.expect("every job is over")).collect();
    Played { policy: world.policy, fates, runs: world.runs }
}

/// What happens at a time that is known before.
#[derive(Debug, Clone, Copy)]
enum Due {
    Cores(f64),
    Foreign(f64),
    /// Its caller loses patience.
    Leave(usize),
    Arrive(usize),
    /// It is woken.
    Wake(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Elsewhere,
    Queued(u64),
    Running,
}

/// A job with a thread.
struct Running {
    job: usize,
    started: f64,
    cpu: f64,
    run_queue: f64,
    slept: bool,
    is_released: bool,
}

struct World<'s> {
    scenario: &'s Scenario,
    random: Random,
    machine: Machine,
    policy: Policy<usize>,
    referee: Referee<'s>,
    now: f64,
    sample_next: f64,
    id_next: u64,
    /// By time, as the bits of a positive number, and by order.
    due: BTreeMap<(u64, u64), Due>,
    due_next: u64,
    jobs: Vec<Job>,
    places: Vec<Place>,
    /// What each job still has to do.
    ahead: Vec<VecDeque<Phase>>,
    fates: Vec<Option<Fate>>,
    running: Vec<Running>,
    /// What is known before a job arrives, by operation.
    published: Vec<Option<Prediction>>,
    runs: BTreeMap<(usize, Size), usize>,
    actions: Vec<Action<usize>>,
}

impl<'s> World<'s> {
    fn new(scenario: &'s Scenario) -> Self {
        let cores = scenario.cores[0].1;
        let settings = PolicySettings { cores, running_max: scenario.threads_max, queue_max: usize::MAX, seed: 0 };
        let mut policy = Policy::new(settings);
        for operation in &scenario.operations {
            policy.operation(operation.limits);
        }
        let mut world = Self {
            scenario,
            random: Random::new(0),
            machine: Machine::new(cores, scenario.is_quota),
            policy,
            referee: Referee::new(scenario, cores),
            now: 0.0,
            sample_next: SAMPLING,
            id_next: 0,
            due: BTreeMap::new(),
            due_next: 0,
            jobs: Vec::new(),
            places: Vec::new(),
            ahead: Vec::new(),
            fates: Vec::new(),
            running: Vec::new(),
            published: vec![None; scenario.operations.len()],
            runs: BTreeMap::new(),
            actions: Vec::new(),
        };
        scenario.cores[1..].iter().for_each(|&(at, cores)| world.plan(at, Due::Cores(cores)));
        scenario.foreign.iter().for_each(|&(at, threads)| world.plan(at, Due::Foreign(threads)));
        scenario.jobs.iter().for_each(|job| world.add(job.clone()));
        for (number, client) in scenario.clients.iter().enumerate() {
            world.ask(number, client, client.starts);
        }
        world
    }

    fn plan(&mut self, at: f64, due: Due) {
        self.due.insert((at.to_bits(), self.due_next), due);
        self.due_next += 1;
    }

    fn add(&mut self, job: Job) {
        self.plan(job.arrives, Due::Arrive(self.jobs.len()));
        self.ahead.push(job.phases.iter().copied().collect());
        self.jobs.push(job);
        self.places.push(Place::Elsewhere);
        self.fates.push(None);
    }

    fn ask(&mut self, number: usize, client: &Client, arrives: f64) {
        if arrives >= client.ends {
            return;
        }
        let (size, phases) = &self.scenario.operations[client.operation].sizes[0];
        let factor = self.random.between(0.8, 1.2);
        self.add(Job {
            operation: client.operation,
            size: *size,
            entry: Entry::New,
            arrives,
            patience: None,
            deadline: None,
            phases: phases.iter().map(|phase| phase.times(factor)).collect(),
            client: Some(number),
        });
    }

    /// Lets happen what is due, and time go on to the next time at which something is; `false` if nothing is.
    fn goes_on(&mut self) -> bool {
        let (over, running) =
            std::mem::take(&mut self.running).into_iter().partition(|run: &Running| self.is_over(run));
        self.running = running;
        let over: Vec<Running> = over;
        over.into_iter().for_each(|run| self.finish(&run));
        while let Some(due) = self.due.first_entry().filter(|due| f64::from_bits(due.key().0) <= self.now) {
            match due.remove() {
                Due::Cores(cores) => {
                    self.machine.cores = cores;
                    self.step(Event::Cores(cores), None);
                }
                Due::Foreign(threads) => self.machine.foreign = threads,
                Due::Arrive(job) => self.arrive(job),
                Due::Wake(job) => self.enter(job, Entry::Again),
                Due::Leave(job) => self.leave(job),
            }
        }
        if self.scenario.is_sampled && self.now >= self.sample_next {
            self.sample();
        }

        let working = self.running.iter().filter(|run| matches!(self.ahead[run.job][0], Phase::Work(_))).count();
        let rate = self.machine.rate(working);
        let phases = self.running.iter().map(|run| match self.ahead[run.job][0] {
            Phase::Work(left) => left / rate,
            Phase::Wait(left) | Phase::Park(left) => left,
        });
        let due = self.due.first_key_value().map(|((at, _), _)| f64::from_bits(*at) - self.now);
        let sample = (self.scenario.is_sampled && !self.running.is_empty()).then_some(self.sample_next - self.now);
        let others = [due, sample, self.machine.steady(self.now, working)].into_iter().flatten();
        let Some(step) = phases.chain(others).reduce(f64::min) else { return false };
        // A step too small for the sum to show would be the last.
        let step = step.max(1e-9);
        self.now += step;
        for run in &mut self.running {
            advance(run, &mut self.ahead[run.job], step, rate);
        }
        self.machine.advance(self.now, working, step * rate);
        true
    }

    fn is_over(&self, run: &Running) -> bool {
        self.ahead[run.job].front().is_none_or(|phase| phase.is_park())
    }

    fn finish(&mut self, run: &Running) {
        let (job, kind) = (run.job, kind(&self.jobs[run.job]));
        let usage = Usage {
            cpu: Duration::from_secs_f64(run.cpu),
            wall: Duration::from_secs_f64(self.now - run.started),
            run_queue: Some(Duration::from_secs_f64(run.run_queue)),
            slept: run.slept,
        };
        *self.runs.entry((kind.operation, kind.size)).or_default() += 1;
        self.places[job] = Place::Elsewhere;
        self.step(Event::Finish { kind, usage: Some(usage), released: run.is_released }, None);
        match self.ahead[job].pop_front() {
            Some(Phase::Park(time)) if self.fates[job].is_none() => self.plan(self.now + time, Due::Wake(job)),
            _ => self.ends(job, End::Done),
        }
    }

    fn arrive(&mut self, job: usize) {
        let Job { operation, patience, entry, .. } = self.jobs[job];
        if let Some(patience) = patience {
            self.plan(self.now + patience, Due::Leave(job));
        }
        match self.published[operation].and_then(|published| published.refuses) {
            Some(reason) if entry == Entry::New => {
                self.ends(job, End::Refused(reason));
                self.step(Event::TurnedAway { operation, count: 1 }, None);
            }
            _ => self.enter(job, entry),
        }
    }

    fn enter(&mut self, job: usize, entry: Entry) {
        // Nothing wakes a job whose caller has left.
        if self.fates[job].is_some() {
            return;
        }
        let id = self.id_next;
        self.id_next += 1;
        let deadline = self.jobs[job].deadline.map(|deadline| seconds(self.jobs[job].arrives + deadline));
        self.places[job] = Place::Queued(id);
        self.step(Event::Arrive(Arrival { id, kind: kind(&self.jobs[job]), entry, deadline, job }), None);
    }

    /// A caller leaves. What runs goes on to its end.
    fn leave(&mut self, job: usize) {
        if self.fates[job].is_some() {
            return;
        }
        match self.places[job] {
            Place::Queued(id) if self.scenario.hears_of_leaving => {
                self.step(Event::Cancel { kind: kind(&self.jobs[job]), id }, Some(id));
            }
            _ => {}
        }
        self.ends(job, End::Left);
    }

    fn ends(&mut self, job: usize, end: End) {
        let Job { operation, arrives, client, .. } = self.jobs[job];
        if self.fates[job].is_some() {
            return;
        }
        self.fates[job] = Some(Fate { operation, arrived: arrives, over: self.now, end });
        if let Some(number) = client {
            let client = &self.scenario.clients[number];
            self.ask(number, client, self.now + client.pause);
        }
    }

    fn sample(&mut self) {
        self.sample_next = self.now + SAMPLING;
        for index in 0..self.running.len() {
            let Running { job, is_released, .. } = self.running[index];
            let kind = kind(&self.jobs[job]);
            let is_blocked = matches!(self.ahead[job][0], Phase::Wait(_));
            if is_blocked && !is_released && self.policy.weight(kind) >= 0.2 {
                self.running[index].is_released = true;
                self.step(Event::Release(kind), None);
            } else if !is_blocked && is_released {
                self.running[index].is_released = false;
                self.step(Event::Retake(kind), None);
            }
        }
    }

    /// Tells the policy what happened, and does what it says.
    fn step(&mut self, event: Event<usize>, leaving: Option<u64>) {
        self.referee.hears(&event, self.now);
        let operation = match &event {
            Event::Arrive(Arrival { kind, .. }) | Event::Finish { kind, .. } => Some(kind.operation),
            Event::TurnedAway { operation, .. } => Some(*operation),
            _ => None,
        };
        self.policy.step(event, seconds(self.now), &mut self.actions);
        self.referee.looks(&self.policy);
        for action in std::mem::take(&mut self.actions) {
            match action {
                Action::Start { kind, id, job } => {
                    let run: Vec<_> = self.ahead[job].iter().copied().take_while(|phase| !phase.is_park()).collect();
                    self.referee.starts(id, kind, &self.jobs[job], (work(&run), work(&run) + wait(&run)));
                    self.places[job] = Place::Running;
                    let (started, cpu, run_queue) = (self.now, 0.0, 0.0);
                    self.running.push(Running { job, started, cpu, run_queue, slept: false, is_released: false });
                }
                Action::Discard(job) => {
                    let id = leaving.expect("somebody left");
                    assert_eq!(self.places[job], Place::Queued(id), "job {job} is withdrawn");
                    self.referee.gives_back(id);
                    self.places[job] = Place::Elsewhere;
                }
                Action::Refuse { id, job, refusal, .. } => {
                    self.referee.refuses(id, refusal.reason, &self.policy);
                    self.places[job] = Place::Elsewhere;
                    self.ends(job, End::Refused(refusal.reason));
                }
            }
        }
        self.referee.settled(&self.policy);
        if let Some(operation) = operation {
            self.published[operation] = Some(self.policy.predicted(operation));
        }
    }
}

fn advance(run: &mut Running, ahead: &mut VecDeque<Phase>, step: f64, rate: f64) {
    let left = match &mut ahead[0] {
        Phase::Work(left) => {
            *left -= step * rate;
            run.cpu += step * rate;
            run.run_queue += step * (1.0 - rate);
            *left
        }
        Phase::Wait(left) => {
            *left -= step;
            run.slept = true;
            *left
        }
        Phase::Park(_) => return,
    };
    if left <= 1e-9 {
        ahead.pop_front();
    }
}

fn seconds(time: f64) -> Duration {
    Duration::from_secs_f64(time)
}

fn kind(job: &Job) -> Kind {
    Kind { operation: job.operation, size: job.size }
}
