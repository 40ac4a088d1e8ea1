//! The policy in virtual time, from seeds. `cargo xtask sim` plays thousands; a seed that fails is named, and
//! `cargo xtask sim --seed 7` plays it again.

mod random;
mod referee;
mod scenario;
mod world;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use brigade_scheduler::policy::{Arrival, Entry, Event, Policy};

use self::{
    random::Random,
    referee::demand,
    scenario::{Phase, Scenario},
    world::{kind, play},
};

/// The seeds to play: the one of `SIM_SEED`, as many as `SIM_SEEDS` says, or two hundred.
fn seeds() -> std::ops::Range<u64> {
    let number = |name| env::var(name).ok().map(|text| text.parse().expect("seeds are numbers"));
    match number("SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SIM_SEEDS").unwrap_or(200),
    }
}

/// Plays each seed, and names the first that fails.
fn for_each_seed(test: impl Fn(&Scenario)) {
    for seed in seeds() {
        let scenario = Scenario::new(&mut Random::new(seed));
        if catch_unwind(AssertUnwindSafe(|| test(&scenario))).is_err() {
            panic!("seed {seed} fails; to play it again: cargo xtask sim --seed {seed}");
        }
    }
}

/// The weight that an operation should have.
fn truth(operation: &[Phase]) -> f64 {
    let (mut work, mut all) = (0.0, 0.0);
    for phase in operation {
        match phase {
            Phase::Work(time) => (work, all) = (work + time, all + time),
            Phase::Wait(time) => all += time,
        }
    }
    work / all
}

/// How many jobs of `operation` the policy would have run at once, with nothing else there.
fn alone(policy: &mut Policy<usize>, operation: usize) -> usize {
    let (kind, before) = (kind(operation), policy.running());
    assert_eq!(before, 0, "everything is over");
    let mut actions = Vec::new();
    for job in 0..300 {
        let arrival = Arrival { id: job as u64, kind, entry: Entry::New, deadline: Some(Duration::MAX), job };
        policy.step(Event::Arrive(arrival), Duration::MAX, &mut actions);
    }
    let admitted = policy.running();
    for id in 0..300 {
        policy.step(Event::Cancel { kind, id }, Duration::MAX, &mut actions);
    }
    for _ in 0..admitted {
        policy.step(Event::Finish { kind, usage: None, released: false }, Duration::MAX, &mut actions);
    }
    admitted
}

#[test]
fn every_job_ends_once_and_no_core_is_kept_from_it() {
    for_each_seed(|scenario| {
        let (policy, runs) = play(scenario);
        for (number, operation) in scenario.operations.iter().enumerate() {
            if runs[number] >= 50 {
                let (learned, truth) = (policy.weight(kind(number)), truth(operation));
                assert!((learned - truth).abs() <= 0.05, "operation {number}: learned {learned}, in truth {truth}");
            }
        }
    });
}

#[test]
fn more_contention_never_raises_admission() {
    for_each_seed(|scenario| {
        let mut admitted: Option<Vec<(usize, f64)>> = None;
        for foreign in [0.0, 3.0, 50.0] {
            let (mut policy, _) = play(&scenario.beside(foreign));
            let operations = 0..scenario.operations.len();
            let less = admitted
                .replace(operations.map(|number| (alone(&mut policy, number), policy.weight(kind(number)))).collect());
            let (Some(less), Some(more)) = (less, &admitted) else { continue };
            for (number, ((before, weight), (now, _))) in less.iter().zip(more).enumerate() {
                // Clocks count whole nanoseconds, so a weight may be lower by a trifle.
                let cores = scenario.cores.last().expect("there is a first").1;
                let share = if *weight < 0.2 { cores / 2.0 } else { cores };
                let rounding = now > before && demand(std::iter::once((*now, weight - 1e-4))) <= share;
                assert!(now <= before || rounding, "operation {number} beside {foreign}: {before}, then {now}");
            }
        }
    });
}
