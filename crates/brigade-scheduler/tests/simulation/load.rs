//! More than can be done, and what only looks like it.

use brigade_scheduler::policy::{Entry, OperationLimits, Size};

use crate::{
    random::Random,
    scenario::{Client, Job, Operation, Phase, Scenario},
    world::{End, Fate, play},
};

const CORES: f64 = 2.0;

/// An operation that works, or waits, for so many seconds.
fn operation(phase: Phase) -> Operation {
    Operation { limits: OperationLimits::default(), sizes: vec![(Size::Small, vec![phase])] }
}

fn scenario(operations: Vec<Operation>) -> Scenario {
    Scenario {
        threads_max: 256,
        cores: vec![(0.0, CORES)],
        is_quota: false,
        foreign: Vec::new(),
        is_sampled: false,
        hears_of_leaving: true,
        operations,
        jobs: Vec::new(),
        clients: Vec::new(),
    }
}

impl Scenario {
    /// So many jobs a second, whenever they like, from `begin` to `end`.
    fn with_jobs(mut self, operation: usize, rate: f64, (begin, end): (f64, f64), patience: f64) -> Self {
        let mut random = Random::new(operation as u64);
        let mut arrives = begin;
        loop {
            arrives += random.pause(rate);
            if arrives >= end {
                return self;
            }
            let factor = random.between(0.8, 1.2);
            let (size, phases) = &self.operations[operation].sizes[0];
            self.jobs.push(Job {
                operation,
                size: *size,
                entry: Entry::New,
                arrives,
                patience: Some(patience),
                deadline: None,
                phases: phases.iter().map(|phase| phase.times(factor)).collect(),
                client: None,
            });
        }
    }
}

/// The part of the cores' time from `begin` to `end` that went into answers for which somebody waited.
fn goodput(fates: &[Fate], work: f64, (begin, end): (f64, f64)) -> f64 {
    let done = fates.iter().filter(|fate| fate.end == End::Done && fate.over >= begin && fate.over < end);
    done.count() as f64 * work / CORES / (end - begin)
}

/// How long it took until those were over that arrived from `begin` to `end`, the longest one in a hundred left out.
fn p99<'f>(fates: impl Iterator<Item = &'f Fate>, (begin, end): (f64, f64)) -> f64 {
    let arrived = fates.filter(|fate| fate.arrived >= begin && fate.arrived < end);
    let mut times: Vec<f64> = arrived.map(|fate| fate.over - fate.arrived).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

fn is_refused(fate: &&Fate) -> bool {
    matches!(fate.end, End::Refused(_))
}

/// What a queue of which nobody is refused does to the same jobs.
fn goodput_in_order(scenario: &Scenario, work: f64, end: f64) -> f64 {
    let (mut free, mut done) = ([0.0; CORES as usize], 0);
    for job in &scenario.jobs {
        let core = if free[0] <= free[1] { &mut free[0] } else { &mut free[1] };
        *core = f64::max(*core, job.arrives) + work;
        done += usize::from(*core < end && job.patience.is_some_and(|patience| *core <= job.arrives + patience));
    }
    done as f64 * work / CORES / end
}

#[test]
fn most_of_the_work_is_worth_something_however_much_comes() {
    for (work, target) in [(0.002, 0.05), (0.005, 0.05), (0.015, 0.06)] {
        for (factor, patience) in [(5.0, 2.0), (5.0, 0.25), (10.0, 2.0), (10.0, 0.25)] {
            let rate = factor * CORES / work;
            let scenario = scenario(vec![operation(Phase::Work(work))]).with_jobs(0, rate, (0.0, 4.0), patience);
            let fates = play(&scenario).fates;
            let name = format!("{factor} times too many jobs of {work} s, with {patience} s of patience");
            let good = goodput(&fates, work, (0.0, 4.0));
            assert!(good >= 0.9, "{name}: goodput {good}");
            // Once the overload is seen, and before the first would lose patience.
            let good = goodput(&fates, work, (2.0, 4.0));
            assert!(good >= 0.95, "{name}: goodput {good} in the end");
            let refusals = p99(fates.iter().filter(is_refused), (2.0, 4.0));
            assert!(refusals <= 0.01, "{name}: refusals take {refusals} s");
            let answers = p99(fates.iter().filter(|fate| fate.end == End::Done), (2.0, 4.0));
            assert!(answers <= 2.0 * target, "{name}: answers take {answers} s");
            let in_order = goodput_in_order(&scenario, work, 4.0);
            assert!(in_order < 0.7 && (patience > 1.0 || in_order < 0.1), "{name}: {in_order} in order");
        }
    }
}

#[test]
fn a_server_that_knows_the_deadline_does_not_need_to_hear_of_those_who_leave() {
    let work = 0.005;
    let mut scenario = scenario(vec![operation(Phase::Work(work))]).with_jobs(0, 10.0 * CORES / work, (0.0, 2.0), 0.25);
    scenario.hears_of_leaving = false;
    for job in &mut scenario.jobs {
        job.deadline = job.patience;
    }
    let good = goodput(&play(&scenario).fates, work, (0.0, 2.0));
    assert!(good >= 0.9, "{good}");
}

#[test]
fn waits_may_be_too_many_as_well() {
    // 15 threads of 20 for waits of 50 ms: 300 a second.
    let mut scenario = scenario(vec![operation(Phase::Wait(0.05))]).with_jobs(0, 1500.0, (0.0, 4.0), 2.0);
    scenario.threads_max = 20;
    let fates = play(&scenario).fates;
    let done = fates.iter().filter(|fate| fate.end == End::Done && fate.over >= 2.0 && fate.over < 4.0).count();
    assert!((570..=630).contains(&done), "{done} in two seconds");
    let refusals = p99(fates.iter().filter(is_refused), (2.0, 4.0));
    assert!(refusals <= 0.01, "refusals take {refusals} s");
}

#[test]
fn a_storm_under_a_quota_is_weathered_too() {
    let work = 0.005;
    let mut scenario = scenario(vec![operation(Phase::Work(work))]).with_jobs(0, 5.0 * CORES / work, (0.0, 4.0), 2.0);
    scenario.is_quota = true;
    let good = goodput(&play(&scenario).fates, work, (0.0, 4.0));
    assert!(good >= 0.9, "{good}");
}

#[test]
fn others_do_not_notice_a_storm() {
    let (storm, other) = (0.005, 0.001);
    let operations = vec![operation(Phase::Work(storm)), operation(Phase::Work(other))];
    let scenario = scenario(operations)
        .with_jobs(0, 10.0 * CORES / storm, (0.0, 3.0), 2.0)
        // And some more of the same after it, half of what can be done.
        .with_jobs(0, 0.5 * CORES / storm, (3.1, 4.0), 2.0)
        .with_jobs(1, 300.0, (0.0, 4.0), 2.0);
    let fates = play(&scenario).fates;
    let others = || fates.iter().filter(|fate| fate.operation == 1);
    assert!(others().all(|fate| fate.end == End::Done), "nothing of them is refused");
    // Two jobs of the storm may be on the cores when one comes. At first nothing is known of either.
    let during = p99(others(), (0.1, 3.0));
    assert!(during <= 2.0 * storm + 3.0 * other, "{during} s during the storm");
    let after = fates.iter().filter(|fate| fate.operation == 0 && fate.arrived >= 3.1);
    assert!(after.clone().all(|fate| fate.end == End::Done), "nothing is refused after the storm");
    let after = p99(after, (3.1, 4.0));
    assert!(after <= 4.0 * storm, "{after} s after the storm");
}

#[test]
fn long_waits_do_not_keep_short_ones_from_threads() {
    let mut scenario = scenario([1.0, 1.0, 0.02].map(|wait| operation(Phase::Wait(wait))).into());
    scenario.threads_max = 20;
    for operation in [0, 1, 2] {
        let client = Client { operation, starts: 0.0, ends: 6.0, pause: 0.0 };
        scenario.clients.extend(vec![client; 20]);
    }
    let fates = play(&scenario).fates;
    let short = fates.iter().filter(|fate| fate.operation == 2 && fate.over >= 3.0 && fate.over < 6.0).count();
    // A third of the threads would give 1,000; turns by jobs or by CPU time give ten for each of a long one.
    assert!(short >= 700, "{short} in three seconds");
}

#[test]
fn a_long_queue_is_not_overload() {
    /// Name, work of a job, jobs of bursts at 0 s and 1 s, clients, and over how long they come.
    type Case = (&'static str, f64, usize, usize, f64);
    let cases: &[Case] = &[
        ("bursts", 0.005, 200, 0, 0.0),
        ("bursts of slow jobs", 0.05, 200, 0, 0.0),
        ("clients", 0.01, 0, 128, 0.0),
        ("clients that come one by one", 0.01, 0, 128, 1.0),
        ("clients of slow jobs", 0.05, 0, 64, 0.3),
        ("many clients", 0.005, 0, 256, 1.2),
        ("both", 0.005, 100, 32, 0.5),
    ];
    for &(name, work, burst, clients, ramp) in cases {
        let mut scenario = scenario(vec![operation(Phase::Work(work))]);
        for begin in [0.0, 1.0] {
            let many = (begin, begin + burst as f64 * 1e-5);
            scenario = scenario.with_jobs(0, 1e5, many, 30.0);
        }
        for client in 0..clients {
            let starts = ramp * client as f64 / clients as f64;
            scenario.clients.push(Client { operation: 0, starts, ends: 3.5, pause: 0.002 });
        }
        let fates = play(&scenario).fates;
        assert_eq!(fates.iter().find(|fate| fate.end != End::Done), None, "{name}");
    }
}
