//! What a seed makes happen: operations, when their jobs come, and what else goes on. Times are in seconds.

use brigade_scheduler::policy::{Entry, OperationLimits, Size};

use crate::random::Random;

/// A stretch of a job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Phase {
    /// Needs a core for so long.
    Work(f64),
    /// Needs none for so long, and holds its thread.
    Wait(f64),
    /// Gives its thread back, and is woken after so long.
    Park(f64),
}

impl Phase {
    pub(crate) fn is_park(self) -> bool {
        matches!(self, Self::Park(_))
    }

    pub(crate) fn times(self, factor: f64) -> Self {
        match self {
            Self::Work(time) => Self::Work(time * factor),
            Self::Wait(time) => Self::Wait(time * factor),
            Self::Park(time) => Self::Park(time),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) limits: OperationLimits,
    /// What a job does, on average, by the size of its input.
    pub(crate) sizes: Vec<(Size, Vec<Phase>)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) operation: usize,
    pub(crate) size: Size,
    pub(crate) entry: Entry,
    pub(crate) arrives: f64,
    /// How long its caller stays.
    pub(crate) patience: Option<f64>,
    /// How long its answer is worth something, if not as long as its operation says.
    pub(crate) deadline: Option<f64>,
    pub(crate) phases: Vec<Phase>,
    /// The client that asks for the next one when this is over.
    pub(crate) client: Option<usize>,
}

/// Asks, waits for the answer, and asks again.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) operation: usize,
    pub(crate) starts: f64,
    pub(crate) ends: f64,
    /// How long it waits before it asks again.
    pub(crate) pause: f64,
}

/// From when on something holds.
pub(crate) type Change<T> = (f64, T);

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) threads_max: usize,
    /// How much of a core the process may use; the first holds from the start.
    pub(crate) cores: Vec<Change<f64>>,
    /// Whether that is a quota on two more cores than it says: all stand still when it is used up.
    pub(crate) is_quota: bool,
    /// How many threads of others compete for the cores.
    pub(crate) foreign: Vec<Change<f64>>,
    /// Whether somebody looks for running jobs that are blocked.
    pub(crate) is_sampled: bool,
    /// Whether the server hears of callers that leave.
    pub(crate) hears_of_leaving: bool,
    pub(crate) operations: Vec<Operation>,
    /// In any order.
    pub(crate) jobs: Vec<Job>,
    pub(crate) clients: Vec<Client>,
}

impl Scenario {
    pub(crate) fn new(random: &mut Random) -> Self {
        let cores = random.count(1, 8) as f64;
        let operations: Vec<_> = (0..random.count(1, 5)).map(|_| operation(random)).collect();
        let mut jobs = Vec::new();
        for (number, operation) in operations.iter().enumerate() {
            let work =
                operation.sizes.iter().map(|(_, phases)| work(phases)).sum::<f64>() / operation.sizes.len() as f64;
            // From an idle machine to three times too much, steadily or in bursts.
            let pause = work / (cores * random.magnitude(0.05, 3.0));
            let burst = if random.chance(0.3) { random.count(2, 100) } else { 1 };
            for job in 0..random.count(60, 150) {
                let (size, phases) = &operation.sizes[random.count(0, operation.sizes.len() - 1)];
                jobs.push(Job {
                    operation: number,
                    size: *size,
                    entry: if random.chance(0.03) { Entry::Nested } else { Entry::New },
                    arrives: (job / burst * burst) as f64 * pause + random.part() * pause,
                    patience: random.chance(0.1).then(|| random.magnitude(1e-4, 1.0)),
                    deadline: random.chance(0.1).then(|| random.magnitude(1e-3, 1.0)),
                    phases: phases.iter().map(|phase| phase.times(random.between(0.8, 1.2))).collect(),
                    client: None,
                });
            }
        }
        let end = jobs.iter().map(|job| job.arrives).fold(0.0, f64::max);
        let mut changes = |most: usize, low: f64, high: f64| -> Vec<Change<f64>> {
            (0..random.count(0, most)).map(|_| (random.part() * end, random.between(low, high))).collect()
        };
        let foreign = changes(6, 0.0, 40.0);
        let budgets = changes(2, 0.3, 8.0);
        Self {
            threads_max: if random.chance(0.3) { random.count(1, 20) } else { 256 },
            cores: sorted(std::iter::once((0.0, cores)).chain(budgets).collect()),
            is_quota: random.chance(0.2),
            foreign: sorted(foreign),
            is_sampled: random.chance(0.3),
            hears_of_leaving: true,
            operations,
            jobs,
            clients: Vec::new(),
        }
    }

    /// The same without anything that differs from run to run, and without refusals, beside `threads` of others.
    pub(crate) fn beside(&self, threads: f64) -> Self {
        let steady = |job: &Job| {
            let sizes = &self.operations[job.operation].sizes;
            let phases = sizes.iter().find(|(size, _)| *size == job.size).expect("one of them").1.clone();
            Job { patience: None, deadline: Some(1e9), phases, ..job.clone() }
        };
        let jobs = self.jobs.iter().map(steady).collect();
        Self { foreign: vec![(0.0, threads)], is_sampled: false, jobs, ..self.clone() }
    }
}

pub(crate) fn work(phases: &[Phase]) -> f64 {
    phases.iter().map(|phase| if let Phase::Work(time) = phase { *time } else { 0.0 }).sum()
}

pub(crate) fn wait(phases: &[Phase]) -> f64 {
    phases.iter().map(|phase| if let Phase::Wait(time) = phase { *time } else { 0.0 }).sum()
}

fn sorted(mut changes: Vec<Change<f64>>) -> Vec<Change<f64>> {
    changes.sort_by(|one, other| one.0.total_cmp(&other.0));
    changes
}

fn operation(random: &mut Random) -> Operation {
    let share = [0.25, 1.0, 1.0, 4.0, 16.0][random.count(0, 4)];
    let running_max = random.chance(0.2).then(|| random.count(1, 20));
    let mut sizes = vec![(Size::Small, phases(random))];
    if random.chance(0.2) {
        sizes.push((Size::Huge, phases(random)));
    }
    Operation { limits: OperationLimits { share, running_max, ..OperationLimits::default() }, sizes }
}

/// Works only, waits nearly always, or both in turn; some in several goes.
fn phases(random: &mut Random) -> Vec<Phase> {
    let work = random.magnitude(2e-4, 5e-2);
    let wait = match random.count(0, 3) {
        0 => 0.0,
        1 => work * random.magnitude(10.0, 300.0),
        _ => work * random.magnitude(0.1, 10.0),
    };
    let turns = random.count(1, 4);
    let mut turn = vec![Phase::Work(work / turns as f64)];
    turn.extend((wait > 0.0).then_some(Phase::Wait(wait / turns as f64)));
    if random.chance(0.2) {
        turn.push(Phase::Park(random.magnitude(1e-4, 1e-1)));
        let mut phases = turn.repeat(turns);
        phases.pop();
        return phases;
    }
    turn.repeat(turns)
}
