//! What a seed makes happen: operations, when their jobs come, and what else goes on. Times are in seconds.

use crate::random::Random;

/// A stretch of a job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Phase {
    /// Needs a core for so long.
    Work(f64),
    /// Needs none for so long.
    Wait(f64),
}

impl Phase {
    fn times(self, factor: f64) -> Self {
        match self {
            Self::Work(time) => Self::Work(time * factor),
            Self::Wait(time) => Self::Wait(time * factor),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) operation: usize,
    pub(crate) arrives: f64,
    /// When its caller leaves, unless it has started by then.
    pub(crate) leaves: Option<f64>,
    pub(crate) phases: Vec<Phase>,
}

/// From when on something holds.
pub(crate) type Change<T> = (f64, T);

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) threads_max: usize,
    /// How much of a core the process may use; the first holds from the start.
    pub(crate) cores: Vec<Change<f64>>,
    /// How many threads of others compete for the cores.
    pub(crate) foreign: Vec<Change<f64>>,
    /// What a job of each operation does, on average.
    pub(crate) operations: Vec<Vec<Phase>>,
    /// By arrival.
    pub(crate) jobs: Vec<Job>,
}

impl Scenario {
    pub(crate) fn new(random: &mut Random) -> Self {
        let cores = random.count(1, 8) as f64;
        let operations: Vec<_> = (0..random.count(1, 5)).map(|_| operation(random)).collect();
        let mut jobs = Vec::new();
        for (number, phases) in operations.iter().enumerate() {
            let work: f64 = phases.iter().map(|phase| if let Phase::Work(time) = phase { *time } else { 0.0 }).sum();
            // From an idle machine to three times too much, steadily or in bursts.
            let pause = work / (cores * random.magnitude(0.05, 3.0));
            let burst = if random.chance(0.3) { random.count(2, 100) } else { 1 };
            for job in 0..random.count(60, 150) {
                let arrives = (job / burst * burst) as f64 * pause + random.part() * pause;
                let leaves = random.chance(0.1).then(|| arrives + random.magnitude(1e-4, 1.0));
                let phases = phases.iter().map(|phase| phase.times(random.between(0.8, 1.2))).collect();
                jobs.push(Job { operation: number, arrives, leaves, phases });
            }
        }
        jobs.sort_by(|one, other| one.arrives.total_cmp(&other.arrives));
        let end = jobs.last().map_or(0.0, |job| job.arrives);
        let mut changes = |most: usize, low: f64, high: f64| -> Vec<Change<f64>> {
            (0..random.count(0, most)).map(|_| (random.part() * end, random.between(low, high))).collect()
        };
        let foreign = changes(6, 0.0, 40.0);
        let budgets = changes(2, 0.3, 8.0);
        Self {
            threads_max: if random.chance(0.3) { random.count(1, 20) } else { 256 },
            cores: sorted(std::iter::once((0.0, cores)).chain(budgets).collect()),
            foreign: sorted(foreign),
            operations,
            jobs,
        }
    }

    /// The same without anything that differs from run to run, beside `threads` of others.
    pub(crate) fn beside(&self, threads: f64) -> Self {
        let steady = |job: &Job| Job { leaves: None, phases: self.operations[job.operation].clone(), ..job.clone() };
        Self { foreign: vec![(0.0, threads)], jobs: self.jobs.iter().map(steady).collect(), ..self.clone() }
    }
}

fn sorted(mut changes: Vec<Change<f64>>) -> Vec<Change<f64>> {
    changes.sort_by(|one, other| one.0.total_cmp(&other.0));
    changes
}

/// Works only, waits nearly always, or both in turn.
fn operation(random: &mut Random) -> Vec<Phase> {
    let work = random.magnitude(2e-4, 5e-2);
    let wait = match random.count(0, 3) {
        0 => return vec![Phase::Work(work)],
        1 => work * random.magnitude(10.0, 300.0),
        _ => work * random.magnitude(0.1, 10.0),
    };
    let turns = random.count(1, 4);
    [Phase::Work(work / turns as f64), Phase::Wait(wait / turns as f64)].repeat(turns)
}
