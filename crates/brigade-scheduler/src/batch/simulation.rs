//! The policy on a simulated machine: two cores, items that come whenever they like, and what batches take as MiniLM was
//! measured to.

use std::time::Duration;

use super::{
    policy::{Limits, Pack, Policy},
    queue::{Arrival, Waiting},
};

#[path = "../../tests/simulation/random.rs"]
mod random;

pub(super) use random::Random;

/// Milliseconds that ONNX Runtime takes for a sentence, on one thread: for sentences of 8, 16, 32, 64 and 128 tokens in
/// batches of 1, 2, 4, 8, 16 and 32.
const SENTENCES: [[f64; 6]; 5] = [
    [2.70, 2.24, 1.59, 1.21, 1.07, 0.99],
    [4.52, 3.18, 2.43, 2.18, 1.98, 1.98],
    [6.53, 4.87, 4.27, 3.92, 4.11, 4.07],
    [9.79, 8.54, 7.91, 8.22, 8.75, 9.43],
    [18.09, 16.44, 16.46, 18.52, 19.22, 21.29],
];

/// What the framework does for each item beside, in milliseconds.
const FRAMEWORK: f64 = 0.1;

const CORES: usize = 2;

#[derive(Debug, Clone, Copy)]
enum Load {
    /// Texts of 6 to 14 tokens.
    Queries,
    /// Of 10 to 79, 31 on average.
    Mixed,
    /// Of 64 to 128.
    Passages,
    /// Lines to be recognised: 12.3 ms each, however many are together.
    Lines,
}

impl Load {
    fn cost(self, random: &mut Random) -> u64 {
        match self {
            Self::Queries => random.count(6, 14) as u64,
            Self::Mixed => {
                let middle = (random.part() + random.part() + random.part()) / 3.0;
                (8.0 * (79.0_f64 / 8.0).powf(0.14 + 0.86 * middle)).round() as u64
            }
            Self::Passages => random.count(64, 128) as u64,
            Self::Lines => 1,
        }
    }

    /// Seconds that a batch works.
    fn time(self, cost: u64, size: usize) -> f64 {
        let each = match self {
            Self::Lines => 12.3,
            _ => sentence(cost, size) + FRAMEWORK,
        };
        size as f64 * each / 1e3
    }
}

/// Between what was measured, times are products of powers.
fn sentence(cost: u64, size: usize) -> f64 {
    let (row, down) = place((cost as f64).log2() - 3.0, SENTENCES.len());
    let (column, right) = place((size as f64).log2(), SENTENCES[0].len());
    let along = |row: usize| (1.0 - right) * SENTENCES[row][column].ln() + right * SENTENCES[row][column + 1].ln();
    ((1.0 - down) * along(row) + down * along(row + 1)).exp()
}

fn place(at: f64, length: usize) -> (usize, f64) {
    let at = at.clamp(0.0, (length - 1) as f64);
    let whole = (at as usize).min(length - 2);
    (whole, at - whole as f64)
}

/// An item's answer is worth something for so long.
const DEADLINE: Duration = Duration::from_millis(50);

struct Run {
    load: Load,
    /// Items per second.
    rate: f64,
    /// Whether items say by when their answers are wanted.
    deadlines: bool,
    seed: u64,
    /// For so long items come: at first, then counted.
    seconds: [f64; 2],
}

#[derive(Debug, Default)]
struct Outcome {
    /// Items per second: all, and those that were done within the deadline.
    offered: f64,
    good: f64,
    /// In seconds, of those that were done.
    latencies: Vec<f64>,
    batches: usize,
    items: usize,
    /// Sizes up to which batches paid in the end, by cost.
    pays_up_to: Vec<(u64, usize)>,
}

impl Outcome {
    fn latency(&self, part: f64) -> f64 {
        self.latencies[((self.latencies.len() - 1) as f64 * part) as usize]
    }

    fn size(&self) -> f64 {
        self.items as f64 / self.batches as f64
    }
}

/// A batch on a core, which works for so long.
struct Busy {
    end: f64,
    number: u64,
    work: Duration,
    batch: Vec<Waiting<()>>,
}

impl Run {
    fn outcome(&self) -> Outcome {
        let [warm, counted] = self.seconds;
        let mut random = Random::new(self.seed);
        let mut policy = Policy::new(Limits { max: 32, cost_max: None, queue_max: 10_000 }, self.seed);
        let mut outcome = Outcome::default();
        let (mut busy, mut ids) = (Vec::<Busy>::new(), 0..);
        let mut next = random.pause(self.rate);
        while next < warm + counted {
            let end = busy.iter().map(|busy| busy.end).fold(f64::INFINITY, f64::min);
            let seconds = next.min(end);
            let now = Duration::from_secs_f64(seconds);
            if next < end {
                outcome.offered += if next > warm { 1.0 / counted } else { 0.0 };
                let arrival = Arrival { id: ids.next().unwrap(), cost: self.load.cost(&mut random), job: () };
                let deadline = self.deadlines.then_some(now + DEADLINE);
                drop(policy.arrive(vec![arrival], deadline, CORES, now));
                next += random.pause(self.rate);
            } else {
                let place = busy.iter().position(|busy| busy.end == end).unwrap();
                let Busy { number, work, batch, .. } = busy.swap_remove(place);
                policy.finished(number, Some(work), now);
                for waiting in batch.iter().filter(|waiting| waiting.arrived.as_secs_f64() > warm) {
                    let latency = now - waiting.arrived;
                    outcome.good += if latency <= DEADLINE { 1.0 / counted } else { 0.0 };
                    outcome.latencies.push(latency.as_secs_f64());
                }
            }
            while busy.len() < CORES && policy.waiting() > 0 {
                let others = (CORES - busy.len() - 1).min(policy.waiting() - 1);
                let Pack { batch, number, .. } = policy.pack(others, now, now);
                let Some(cost) = batch.iter().map(|waiting| waiting.cost).max() else { continue };
                // One in fifty is disturbed.
                let noise = random.between(0.95, 1.05) + if random.chance(0.02) { 0.3 } else { 0.0 };
                let work = noise * self.load.time(cost, batch.len());
                outcome.batches += 1;
                outcome.items += batch.len();
                busy.push(Busy { end: seconds + work, number, work: Duration::from_secs_f64(work), batch });
            }
        }
        outcome.latencies.sort_by(f64::total_cmp);
        let costs = policy.costs().known().map(|(cost, _)| cost);
        outcome.pays_up_to = costs.map(|cost| (cost, policy.costs().pays_up_to(cost, 32))).collect();
        outcome
    }
}

/// How many items per second two cores sustain, with 99 % of them within 50 ms: about 19 of 20 of what was found by trying.
const SUSTAINED: [(Load, f64); 3] = [(Load::Queries, 1080.0), (Load::Mixed, 340.0), (Load::Passages, 88.0)];

#[test]
fn two_cores_sustain_what_they_should() {
    for (load, rate) in SUSTAINED {
        let outcome = Run { load, rate, deadlines: true, seed: 7, seconds: [2.0, 8.0] }.outcome();
        assert!(outcome.good >= 0.99 * outcome.offered, "{load:?}: {} of {}", outcome.good, outcome.offered);
    }
}

#[test]
fn without_deadlines_too_nobody_waits_for_long() {
    for (load, rate) in SUSTAINED {
        let outcome = Run { load, rate: 0.92 * rate, deadlines: false, seed: 7, seconds: [2.0, 8.0] }.outcome();
        assert!(outcome.latency(0.99) <= 0.05, "{load:?}: {:.3} s", outcome.latency(0.99));
    }
}

#[test]
fn three_times_too_much_lowers_nothing() {
    for (load, rate) in SUSTAINED {
        let outcome = Run { load, rate: 3.0 * rate, deadlines: true, seed: 7, seconds: [1.0, 4.0] }.outcome();
        assert!(outcome.good >= 0.95 * rate, "{load:?}: {} of {rate}", outcome.good);
    }
}

#[test]
fn a_lone_item_waits_for_nobody() {
    for (load, _) in SUSTAINED {
        let outcome = Run { load, rate: 10.0, deadlines: false, seed: 7, seconds: [2.0, 60.0] }.outcome();
        let cost = match load {
            Load::Queries => 10,
            Load::Mixed => 30,
            Load::Passages | Load::Lines => 96,
        };
        let (median, alone) = (outcome.latency(0.5), load.time(cost, 1));
        assert!(median < 1.1 * alone, "{load:?}: {median:.4} s, {alone:.4} alone");
    }
}

#[test]
fn what_does_not_pay_is_not_put_together() {
    let outcome = Run { load: Load::Lines, rate: 150.0, deadlines: false, seed: 7, seconds: [0.0, 30.0] }.outcome();
    assert_eq!(outcome.pays_up_to, [(1, 1)]);
    assert!(outcome.size() < 1.05, "{}: but for a look now and then", outcome.size());
}

#[test]
fn what_pays_is_learned_for_each_cost() {
    let run = |load| Run { load, rate: 2e3, deadlines: false, seed: 7, seconds: [0.0, 3.0] };
    let pays: Vec<_> = [Load::Queries, Load::Mixed, Load::Passages].map(run).iter().map(Run::outcome).collect();
    assert!(pays[0].size() > 12.0, "{}", pays[0].size());
    assert!((3.0..10.0).contains(&pays[1].size()), "{}", pays[1].size());
    assert!((1.5..5.0).contains(&pays[2].size()), "{}", pays[2].size());
}
