//! Virtual time: jobs that run share the cores with each other and with what is foreign, and the policy says which run.

use std::{collections::VecDeque, time::Duration};

use brigade_scheduler::policy::{
    Action, Arrival, Entry, Event, Kind, OperationLimits, Policy, PolicySettings, Size, Usage,
};

use crate::{
    referee::Referee,
    scenario::{Job, Phase, Scenario},
};

/// A job with a thread.
struct Running {
    job: usize,
    phases: VecDeque<Phase>,
    started: f64,
    cpu: f64,
    run_queue: f64,
    slept: bool,
}

/// Plays `scenario` to its end under the eyes of a referee, and returns what the policy has learned, and from how many
/// runs of each operation.
pub(crate) fn play(scenario: &Scenario) -> (Policy<usize>, Vec<usize>) {
    let mut cores = VecDeque::from(scenario.cores.clone());
    let mut foreign = VecDeque::from(scenario.foreign.clone());
    let mut arrivals: VecDeque<usize> = (0..scenario.jobs.len()).collect();
    let mut leaving: Vec<(f64, usize)> = Vec::new();
    let mut running: Vec<Running> = Vec::new();
    let (mut now, mut cores_now, mut foreign_now) = (0.0, cores[0].1, 0.0);
    let settings =
        PolicySettings { cores: cores_now, running_max: scenario.threads_max, queue_max: usize::MAX, seed: 0 };
    let mut policy = Policy::new(settings);
    for _ in &scenario.operations {
        policy.operation(OperationLimits { running_max: Some(usize::MAX), ..OperationLimits::default() });
    }
    let mut referee = Referee::new(scenario, cores_now);
    let (mut actions, mut runs) = (Vec::new(), vec![0; scenario.operations.len()]);

    loop {
        // What is due, one kind after the other, each with its job.
        let mut events = Vec::new();
        while let Some((_, count)) = cores.pop_front_if(|(at, _)| *at <= now) {
            cores_now = count;
            events.push((0, Event::Cores(count)));
        }
        while let Some((_, threads)) = foreign.pop_front_if(|(at, _)| *at <= now) {
            foreign_now = threads;
        }
        for over in running.extract_if(.., |running| running.phases.is_empty()) {
            let kind = kind(scenario.jobs[over.job].operation);
            runs[kind.operation] += 1;
            events.push((over.job, Event::Finish { kind, usage: Some(usage(&over, now)), released: false }));
        }
        for (_, job) in leaving.extract_if(.., |(at, _)| *at <= now) {
            events.push((job, Event::Cancel { kind: kind(scenario.jobs[job].operation), id: job as u64 }));
        }
        while let Some(job) = arrivals.pop_front_if(|job| scenario.jobs[*job].arrives <= now) {
            let Job { operation, leaves, .. } = scenario.jobs[job];
            leaving.extend(leaves.map(|at| (at, job)));
            let kind = kind(operation);
            let arrival = Arrival { id: job as u64, kind, entry: Entry::New, deadline: Some(Duration::MAX), job };
            events.push((job, Event::Arrive(arrival)));
        }
        for (job, event) in events {
            referee.hears(&event, job);
            policy.step(event, Duration::from_secs_f64(now), &mut actions);
            referee.looks(&policy);
            for action in actions.drain(..) {
                match action {
                    Action::Start { kind, job, .. } => {
                        referee.starts(job, kind.operation, &policy);
                        let phases = scenario.jobs[job].phases.iter().copied().collect();
                        running.push(Running { job, phases, started: now, cpu: 0.0, run_queue: 0.0, slept: false });
                    }
                    Action::Discard(job) => referee.gives_back(job),
                    Action::Refuse { job, refusal, .. } => referee.refuses(job, refusal.reason, &policy),
                }
            }
            referee.settled(&policy);
        }

        // Processor sharing: who needs a core gets an equal part of them, and never more than one.
        let working = running.iter().filter(|running| matches!(running.phases[0], Phase::Work(_))).count();
        let rate = (cores_now / (working as f64 + foreign_now)).min(1.0);
        let phases = running.iter().map(|running| match running.phases[0] {
            Phase::Work(left) => left / rate,
            Phase::Wait(left) => left,
        });
        let next = [cores.front(), foreign.front()].into_iter().flatten().map(|(at, _)| at - now);
        let next = next.chain(arrivals.front().map(|&job| scenario.jobs[job].arrives - now));
        let next = next.chain(leaving.iter().map(|(at, _)| at - now)).chain(phases).reduce(f64::min);
        let Some(step) = next else { break };
        // A step too small for the sum to show would be the last.
        let step = step.max(1e-9);
        now += step;
        for running in &mut running {
            running.advance(step, rate);
        }
    }
    referee.is_over();
    (policy, runs)
}

impl Running {
    fn advance(&mut self, step: f64, rate: f64) {
        let left = match &mut self.phases[0] {
            Phase::Work(left) => {
                *left -= step * rate;
                self.cpu += step * rate;
                self.run_queue += step * (1.0 - rate);
                *left
            }
            Phase::Wait(left) => {
                *left -= step;
                self.slept = true;
                *left
            }
        };
        if left <= 1e-9 {
            self.phases.pop_front();
        }
    }
}

fn usage(over: &Running, now: f64) -> Usage {
    Usage {
        cpu: Duration::from_secs_f64(over.cpu),
        wall: Duration::from_secs_f64(now - over.started),
        run_queue: Some(Duration::from_secs_f64(over.run_queue)),
        slept: over.slept,
    }
}

/// All jobs of an operation are alike.
pub(crate) fn kind(operation: usize) -> Kind {
    Kind { operation, size: Size::Small }
}
