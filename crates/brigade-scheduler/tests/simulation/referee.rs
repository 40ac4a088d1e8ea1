//! Keeps its own books about a policy, and objects when a promise is broken.

use brigade_scheduler::policy::{Event, Policy, Reason};

use crate::{scenario::Scenario, world::kind};

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Ahead,
    Queued,
    Running,
    Over,
}

pub(crate) struct Referee<'s> {
    scenario: &'s Scenario,
    cores: f64,
    /// The job whose caller leaves in this step.
    leaving: Option<usize>,
    /// Of each job, by its number; jobs are numbered as they arrive.
    states: Vec<State>,
    queued: Vec<usize>,
    /// How many jobs run, by operation, and what the weights are.
    running: Vec<usize>,
    weights: Vec<f64>,
}

impl<'s> Referee<'s> {
    pub(crate) fn new(scenario: &'s Scenario, cores: f64) -> Self {
        let operations = scenario.operations.len();
        let states = vec![State::Ahead; scenario.jobs.len()];
        let (running, weights) = (vec![0; operations], vec![0.0; operations]);
        Self { scenario, cores, leaving: None, states, queued: Vec::new(), running, weights }
    }

    fn moves(&mut self, job: usize, from: State, to: State) {
        assert_eq!(self.states[job], from, "job {job} becomes {to:?}");
        self.states[job] = to;
        self.queued.retain(|&queued| queued != job);
    }

    /// Sees what the policy is about to hear, about `job`.
    pub(crate) fn hears(&mut self, event: &Event<usize>, job: usize) {
        match event {
            Event::Arrive(_) => {
                self.moves(job, State::Ahead, State::Queued);
                self.queued.push(job);
            }
            Event::Finish { .. } => {
                self.moves(job, State::Running, State::Over);
                self.running[self.scenario.jobs[job].operation] -= 1;
            }
            // It may have been refused.
            Event::Cancel { .. } => self.leaving = (self.states[job] != State::Over).then_some(job),
            Event::Cores(cores) => self.cores = *cores,
            _ => {}
        }
    }

    /// The policy gives back a job that it has not started, as its caller left.
    pub(crate) fn gives_back(&mut self, job: usize) {
        assert_eq!(self.leaving.take(), Some(job), "job {job} is withdrawn");
        self.moves(job, State::Queued, State::Over);
    }

    /// The policy refuses a job.
    pub(crate) fn refuses(&mut self, job: usize, reason: Reason, policy: &Policy<usize>) {
        assert!(matches!(reason, Reason::Wait | Reason::Late), "job {job} is refused: {reason:?}");
        assert!(
            policy.is_overloaded(self.scenario.jobs[job].operation),
            "job {job} is refused and there is no overload"
        );
        self.moves(job, State::Queued, State::Over);
    }

    /// Sees the weights by which the policy is about to decide.
    pub(crate) fn looks(&mut self, policy: &Policy<usize>) {
        for (operation, weight) in self.weights.iter_mut().enumerate() {
            *weight = policy.weight(kind(operation));
        }
    }

    pub(crate) fn starts(&mut self, job: usize, operation: usize, policy: &Policy<usize>) {
        assert_eq!(operation, self.scenario.jobs[job].operation);
        let threads: usize = self.running.iter().sum();
        assert!(threads < self.scenario.threads_max, "job {job} starts without a thread");
        assert!(self.fits(operation), "job {job} starts above the rule");
        let older = self.queued.iter().find(|&&other| other < job && self.scenario.jobs[other].operation == operation);
        assert!(older.is_none() || policy.is_overloaded(operation), "job {job} passes an older one of its operation");
        self.moves(job, State::Queued, State::Running);
        self.running[operation] += 1;
    }

    /// The policy has nothing more to say.
    pub(crate) fn settled(&mut self, policy: &Policy<usize>) {
        let kept = self.leaving.take().filter(|&job| self.states[job] == State::Queued);
        assert_eq!(kept, None, "a job waits whose caller has left");
        let threads: usize = self.running.iter().sum();
        assert_eq!((policy.running(), policy.queued()), (threads, self.queued.len()));
        if threads < self.scenario.threads_max {
            for light in [true, false] {
                let waiting = (0..self.running.len()).filter(|&operation| self.is_light(operation) == light);
                let mut waiting = waiting.filter(|&operation| self.waits(operation)).peekable();
                let idle = waiting.peek().is_some() && waiting.all(|operation| self.fits(operation));
                assert!(!idle, "jobs wait although there is room for any of them");
            }
        }
    }

    pub(crate) fn is_over(&self) {
        let open: Vec<_> = (0..self.states.len()).filter(|&job| self.states[job] != State::Over).collect();
        assert_eq!(open, [0; 0], "jobs that never ended");
    }

    fn is_light(&self, operation: usize) -> bool {
        self.weights[operation] < 0.2
    }

    fn waits(&self, operation: usize) -> bool {
        self.queued.iter().any(|&job| self.scenario.jobs[job].operation == operation)
    }

    /// Whether the rule lets one more job of `operation` run; the policy may be wrong by a rounding error.
    fn fits(&self, operation: usize) -> bool {
        let light = self.is_light(operation);
        let class = (0..self.running.len()).filter(|&other| self.is_light(other) == light);
        let running: Vec<_> = class.map(|other| (self.running[other], self.weights[other])).collect();
        let alone = running.iter().all(|(jobs, _)| *jobs == 0);
        let wanted = demand(running.into_iter().chain([(1, self.weights[operation])]));
        alone || wanted <= if light { self.cores / 2.0 } else { self.cores } + 1e-9
    }
}

/// The rule: the cores that so many jobs of these weights want at least.
pub(crate) fn demand(jobs: impl Iterator<Item = (usize, f64)>) -> f64 {
    let (mut sum, mut variance) = (0.0, 0.0);
    for (jobs, weight) in jobs {
        sum += jobs as f64 * weight;
        variance += jobs as f64 * weight * (1.0 - weight);
    }
    sum - 2.0 * variance.sqrt()
}
