//! The policy in virtual time, from seeds. `cargo xtask sim` plays thousands; a seed that fails is named, and
//! `cargo xtask sim --seed 7` plays it again.

mod load;
mod machine;
mod random;
mod referee;
mod scenario;
mod shares;
mod world;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use brigade_scheduler::policy::{Arrival, Entry, Event, Kind, Policy};

use self::{
    random::Random,
    referee::demand,
    scenario::{Phase, Scenario, wait, work},
    world::{Played, play},
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

/// How many jobs of a kind the policy would have run at once, with nothing else there.
fn alone(policy: &mut Policy<usize>, kind: Kind) -> usize {
    assert_eq!((policy.running(), policy.queued()), (0, 0), "everything is over");
    let mut actions = Vec::new();
    for id in 0..300 {
        let arrival = Arrival { id, kind, entry: Entry::Again, deadline: None, job: 0 };
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

fn kinds(scenario: &Scenario) -> impl Iterator<Item = (Kind, &Vec<Phase>)> {
    scenario.operations.iter().enumerate().flat_map(|(operation, limits)| {
        limits.sizes.iter().map(move |(size, phases)| (Kind { operation, size: *size }, phases))
    })
}

#[test]
fn every_job_ends_once_and_no_core_is_kept_from_it() {
    for_each_seed(|scenario| {
        let Played { policy, runs, .. } = play(scenario);
        for (kind, phases) in kinds(scenario) {
            if runs.get(&(kind.operation, kind.size)).is_some_and(|&runs| runs >= 50) {
                let (learned, truth) = (policy.weight(kind), work(phases) / (work(phases) + wait(phases)));
                assert!((learned - truth).abs() <= 0.05, "{kind:?}: learned {learned}, in truth {truth}");
            }
        }
    });
}

#[test]
fn more_contention_never_raises_admission() {
    for_each_seed(|scenario| {
        let mut quiet: Option<Vec<(usize, f64)>> = None;
        for foreign in [0.0, 3.0, 50.0] {
            let Played { mut policy, .. } = play(&scenario.beside(foreign));
            let busy: Vec<_> =
                kinds(scenario).map(|(kind, _)| (alone(&mut policy, kind), policy.weight(kind))).collect();
            for ((before, weight), (now, _)) in quiet.iter().flatten().zip(&busy) {
                // Clocks count whole nanoseconds, so a weight may be lower by a trifle.
                let cores = scenario.cores.last().expect("there is a first").1;
                let share = if *weight < 0.2 { cores / 2.0 } else { cores };
                let rounding = now > before && demand(std::iter::once((*now, weight - 1e-4))) <= share;
                assert!(now <= before || rounding, "beside {foreign}: {before} of weight {weight}, then {now}");
            }
            quiet = Some(busy);
        }
    });
}
