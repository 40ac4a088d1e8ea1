//! Virtual time: jobs that run share the cores with each other and with what is foreign, and the policy says which run.

use std::{collections::VecDeque, time::Duration};

use brigade_scheduler::policy::{Policy, Ticket, Usage};

use crate::{
    referee::Referee,
    scenario::{Phase, Scenario},
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

/// Plays `scenario` to its end under the eyes of a referee, and returns what the policy has learned.
pub(crate) fn play(scenario: &Scenario) -> Policy<usize> {
    let mut cores = VecDeque::from(scenario.cores.clone());
    let mut foreign = VecDeque::from(scenario.foreign.clone());
    let mut arrivals: VecDeque<usize> = (0..scenario.jobs.len()).collect();
    let mut leaving: Vec<(f64, usize, Ticket)> = Vec::new();
    let mut running: Vec<Running> = Vec::new();
    let (mut now, mut cores_now, mut foreign_now) = (0.0, cores[0].1, 0.0);
    let mut policy = Policy::new(cores_now, scenario.threads_max);
    for _ in &scenario.operations {
        policy.operation();
    }
    let mut referee = Referee::new(scenario, cores_now);

    loop {
        // What is due, one kind after the other.
        while let Some((_, count)) = cores.pop_front_if(|(at, _)| *at <= now) {
            cores_now = count;
            policy.set_cores(count);
            referee.cores = count;
        }
        while let Some((_, threads)) = foreign.pop_front_if(|(at, _)| *at <= now) {
            foreign_now = threads;
        }
        for over in running.extract_if(.., |running| running.phases.is_empty()) {
            let job = &scenario.jobs[over.job];
            referee.finishes(over.job);
            policy.finish(job.operation, Some(usage(&over, now)));
        }
        for (_, job, ticket) in leaving.extract_if(.., |(at, ..)| *at <= now) {
            referee.leaves(job, policy.cancel(ticket));
        }
        while let Some(job) = arrivals.pop_front_if(|job| scenario.jobs[*job].arrives <= now) {
            let ticket = policy.arrive(scenario.jobs[job].operation, job);
            leaving.extend(scenario.jobs[job].leaves.map(|at| (at, job, ticket)));
            referee.arrives(job);
        }
        while let Some(started) = {
            referee.looks(&policy);
            policy.start()
        } {
            referee.starts(started.job, started.operation);
            let phases = scenario.jobs[started.job].phases.iter().copied().collect();
            running.push(Running { job: started.job, phases, started: now, cpu: 0.0, run_queue: 0.0, slept: false });
        }
        referee.settled(&policy);

        // Processor sharing: who needs a core gets an equal part of them, and never more than one.
        let working = running.iter().filter(|running| matches!(running.phases[0], Phase::Work(_))).count();
        let rate = (cores_now / (working as f64 + foreign_now)).min(1.0);
        let phases = running.iter().map(|running| match running.phases[0] {
            Phase::Work(left) => left / rate,
            Phase::Wait(left) => left,
        });
        let next = [cores.front(), foreign.front()].into_iter().flatten().map(|(at, _)| at - now);
        let next = next.chain(arrivals.front().map(|&job| scenario.jobs[job].arrives - now));
        let next = next.chain(leaving.iter().map(|(at, ..)| at - now)).chain(phases).reduce(f64::min);
        let Some(step) = next else { break };
        // A step too small for the sum to show would be the last.
        let step = step.max(1e-9);
        now += step;
        for running in &mut running {
            running.advance(step, rate);
        }
    }
    referee.is_over();
    policy
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
