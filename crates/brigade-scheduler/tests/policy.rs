//! What a policy answers to what it hears, case by case. `simulation` has the whole, in virtual time.

use std::time::Duration;

use brigade_scheduler::policy::{
    Action, Arrival, Entry, Event, Kind, OperationLimits, Policy, PolicySettings, Reason, Size, Usage,
};

const CPU: Duration = Duration::from_millis(5);

/// A run with 5 ms of work, asleep for as long, and kept waiting for a core as long, in milliseconds.
fn run(asleep: u64, run_queue: u64) -> Usage {
    let (asleep, run_queue) = (Duration::from_millis(asleep), Duration::from_millis(run_queue));
    Usage { cpu: CPU, wall: CPU + asleep + run_queue, run_queue: Some(run_queue), slept: !asleep.is_zero() }
}

/// A policy that is told what happens at a time of its own, and what it did about it.
struct Told {
    policy: Policy<()>,
    now: Duration,
    next: u64,
    actions: Vec<Action<()>>,
}

impl Told {
    fn new(cores: f64, running_max: usize) -> Self {
        let policy = Policy::new(PolicySettings { cores, running_max, queue_max: 20_000, seed: 0 });
        Self { policy, now: Duration::ZERO, next: 0, actions: Vec::new() }
    }

    /// An operation that may use all threads, and an hour.
    fn operation(&mut self, share: f64) -> usize {
        let time_max = Duration::from_secs(3600);
        self.policy.operation(OperationLimits { share, running_max: Some(usize::MAX), time_max })
    }

    /// An operation of which two runs have been seen.
    fn measured(&mut self, share: f64, usage: Usage) -> Kind {
        let kind = small(self.operation(share));
        self.run(kind, usage);
        self.run(kind, usage);
        kind
    }

    fn step(&mut self, event: Event<()>) {
        self.policy.step(event, self.now, &mut self.actions);
    }

    fn enter(&mut self, kind: Kind, entry: Entry, deadline: Option<Duration>) -> u64 {
        let id = self.next;
        self.next += 1;
        self.step(Event::Arrive(Arrival { id, kind, entry, deadline, job: () }));
        id
    }

    fn arrive(&mut self, kind: Kind) -> u64 {
        self.enter(kind, Entry::New, None)
    }

    fn finish(&mut self, kind: Kind, usage: Usage) {
        self.step(Event::Finish { kind, usage: Some(usage), released: false });
    }

    fn run(&mut self, kind: Kind, usage: Usage) {
        self.arrive(kind);
        assert!(matches!(self.actions.pop(), Some(Action::Start { .. })), "nothing else runs");
        self.finish(kind, usage);
    }

    /// The jobs that were started since the last time.
    fn started(&mut self) -> Vec<u64> {
        let started = |action| if let Action::Start { id, .. } = action { Some(id) } else { None };
        self.actions.drain(..).filter_map(started).collect()
    }

    /// The jobs that were refused since the last time, and why.
    fn refused(&mut self) -> Vec<(u64, Reason)> {
        let refused =
            |action| if let Action::Refuse { id, refusal, .. } = action { Some((id, refusal.reason)) } else { None };
        self.actions.drain(..).filter_map(refused).collect()
    }
}

fn small(operation: usize) -> Kind {
    Kind { operation, size: Size::Small }
}

#[test]
fn jobs_are_admitted_by_weight() {
    /// Name, cores, milliseconds asleep for 5 ms of work by operation, operations that arrive, how many start.
    type Case<'a> = (&'a str, f64, &'a [u64], Vec<usize>, usize);
    let cases: &[Case<'_>] = &[
        ("work gets the cores", 2.0, &[0], vec![0; 9], 2),
        ("a part of a core is not a core", 1.5, &[0], vec![0; 9], 1),
        ("less than a core is one all the same", 0.1, &[0], vec![0; 9], 1),
        ("waits get threads", 2.0, &[995], vec![0; 256], 256),
        ("and no more than there are", 2.0, &[995], vec![0; 300], 256),
        ("work and waits fill each other's", 2.0, &[15], vec![0; 99], 25),
        ("work cannot hold up waits", 2.0, &[0, 995], [vec![0; 9], vec![1; 64]].concat(), 66),
        ("waits cannot hold up work", 2.0, &[0, 21], [vec![1; 200], vec![0; 9]].concat(), 26 + 2),
        ("nothing overtakes who is next in a class", 2.0, &[0, 15], vec![0, 0, 1, 0, 1, 1, 1], 3),
    ];
    for (name, cores, operations, arrivals, expected) in cases {
        let mut told = Told::new(*cores, 256);
        for &asleep in *operations {
            let operation = told.operation(1.0);
            told.run(small(operation), run(asleep, 0));
        }
        for &operation in arrivals {
            told.arrive(small(operation));
        }
        let counts = (told.policy.running(), told.policy.queued());
        assert_eq!(counts, (*expected, arrivals.len() - expected), "{name}");
    }
}

#[test]
fn a_blocked_job_makes_room_until_it_goes_on() {
    let mut told = Told::new(1.0, 256);
    let kind = small(told.operation(1.0));
    told.run(kind, run(0, 0));
    let jobs: Vec<_> = (0..3).map(|_| told.arrive(kind)).collect();
    assert_eq!(told.started(), jobs[..1]);
    told.step(Event::Release(kind));
    assert_eq!(told.started(), jobs[1..2]);
    told.step(Event::Retake(kind));
    told.step(Event::Finish { kind, usage: None, released: false });
    assert_eq!(told.started(), [0; 0], "the one that was blocked needs the core");
}

#[test]
fn sizes_are_learned_apart() {
    let mut told = Told::new(2.0, 256);
    let operation = told.operation(1.0);
    told.run(Kind { operation, size: Size::Huge }, run(0, 0));
    told.run(small(operation), run(95, 0));
    assert!(told.policy.weight(small(operation)) < 0.06);
    assert!((told.policy.weight(Kind { operation, size: Size::Huge }) - 1.0).abs() < 1e-9);
}

#[test]
fn a_job_is_given_out_once() {
    let mut told = Told::new(1.0, 256);
    let kind = small(told.operation(1.0));
    told.run(kind, run(0, 0));
    let jobs: Vec<_> = (0..4).map(|_| told.arrive(kind)).collect();
    assert_eq!(told.started(), jobs[..1], "one core");
    for (job, discarded) in [(jobs[0], 0), (jobs[1], 1), (jobs[1], 0)] {
        told.step(Event::Cancel { kind, id: job });
        assert_eq!(told.actions.drain(..).count(), discarded, "job {job}");
    }
    told.step(Event::Cores(2.0));
    assert_eq!(told.started(), [jobs[2]]);
    told.step(Event::Close);
    assert_eq!((told.actions.len(), told.policy.queued()), (1, 0));
}
#[test]
fn operations_share_the_cores_by_priority() {
    // Jobs of 5 ms and of 20 ms on one core: an operation's part is counted in time, not in jobs.
    for (shares, expected) in [([1.0, 1.0], [400, 100]), ([4.0, 1.0], [640, 40]), ([1.0, 16.0], [47, 188])] {
        let mut told = Told::new(1.0, 256);
        let long = Usage { cpu: 4 * CPU, wall: 4 * CPU, ..run(0, 0) };
        let usages = [run(0, 0), long];
        let kinds = [told.measured(shares[0], usages[0]), told.measured(shares[1], usages[1])];
        let first = told.next;
        for _ in 0..1000 {
            for kind in kinds {
                told.arrive(kind);
            }
        }
        let (mut counts, mut elapsed) = ([0_i32; 2], Duration::ZERO);
        while elapsed < 800 * CPU {
            let [job] = told.started()[..] else { panic!("one core") };
            let operation = usize::try_from((job - first) % 2).unwrap();
            counts[operation] += 1;
            elapsed += usages[operation].cpu;
            told.finish(kinds[operation], usages[operation]);
        }
        for (count, expected) in counts.into_iter().zip(expected) {
            assert!((count - expected).abs() <= 8, "{shares:?}: {counts:?}");
        }
    }
}

#[test]
fn who_comes_late_neither_waits_for_it_nor_gains_by_it() {
    let mut told = Told::new(1.0, 256);
    let kinds = [told.measured(1.0, run(0, 0)), told.measured(1.0, run(0, 0))];
    for _ in 0..100 {
        told.arrive(kinds[0]);
    }
    for _ in 0..50 {
        told.finish(kinds[0], run(0, 0));
    }
    told.actions.clear();
    let late: Vec<_> = (0..20).map(|_| told.arrive(kinds[1])).collect();
    let mut turns = Vec::new();
    let mut running = kinds[0];
    for _ in 0..20 {
        told.finish(running, run(0, 0));
        let [job] = told.started()[..] else { panic!("one core") };
        running = if late.contains(&job) { kinds[1] } else { kinds[0] };
        turns.push(running.operation);
    }
    let of_late = turns.iter().filter(|&&operation| operation == kinds[1].operation).count();
    assert!((9..=11).contains(&of_late), "{turns:?}");
}

#[test]
fn an_operation_keeps_within_its_limit() {
    let cases = [("a limit", 256, Some(3), 3), ("no limit", 100, None, 75), ("one thread", 1, None, 1)];
    for (name, threads, running_max, expected) in cases {
        let mut told = Told::new(2.0, threads);
        let limits = OperationLimits { running_max, ..OperationLimits::default() };
        let kind = small(told.policy.operation(limits));
        told.run(kind, run(995, 0));
        for _ in 0..200 {
            told.arrive(kind);
        }
        assert_eq!(told.policy.running(), expected, "{name}");
        let other = small(told.operation(1.0));
        told.arrive(other);
        assert_eq!(told.policy.running(), expected + usize::from(threads > 1), "{name}, and others find room");
    }
}

#[test]
fn a_job_of_a_job_starts_at_once_or_is_refused() {
    let mut told = Told::new(1.0, 3);
    let kind = told.measured(1.0, run(0, 0));
    let first = told.arrive(kind);
    told.arrive(kind);
    let nested: Vec<_> = (0..3).map(|_| told.enter(kind, Entry::Nested, None)).collect();
    let (started, refused): (Vec<_>, Vec<_>) =
        told.actions.drain(..).partition(|action| matches!(action, Action::Start { .. }));
    let ids = |actions: Vec<Action<()>>| -> Vec<u64> {
        let id = |action| match action {
            Action::Start { id, .. } | Action::Refuse { id, .. } => Some(id),
            Action::Discard(()) => None,
        };
        actions.into_iter().filter_map(id).collect()
    };
    assert_eq!((ids(started), ids(refused)), (vec![first, nested[0], nested[1]], vec![nested[2]]));
}

#[test]
fn ten_thousand_callers_may_leave() {
    let mut told = Told::new(1.0, 256);
    let kind = told.measured(1.0, run(0, 0));
    let jobs: Vec<_> = (0..10_000).map(|_| told.arrive(kind)).collect();
    told.actions.clear();
    for &id in jobs[1..].iter().rev() {
        told.step(Event::Cancel { kind, id });
    }
    told.finish(kind, run(0, 0));
    let discarded = told.actions.iter().filter(|action| matches!(action, Action::Discard(()))).count();
    assert_eq!((told.actions.len(), discarded), (9999, 9999), "none of their work runs");
}

#[test]
fn a_full_queue_refuses_whose_it_is() {
    let mut told = Told::new(1.0, 256);
    let [storm, other] = [told.measured(1.0, run(0, 0)), told.measured(1.0, run(0, 0))];
    for _ in 0..20_001 {
        told.arrive(storm);
    }
    assert_eq!(told.refused(), []);
    let (one_more, guest) = (told.arrive(storm), told.arrive(other));
    assert_eq!(told.refused(), [(one_more, Reason::Full)], "{guest} is another's");
    assert_eq!(told.policy.queued(), 20_001);
}

#[test]
fn what_would_not_be_done_in_time_is_refused() {
    const MS: Duration = Duration::from_millis(1);
    /// Name, jobs that wait before it, its milliseconds, how many later its turn is, why it is refused; each takes 5 ms.
    type Case = (&'static str, usize, u32, u32, Option<Reason>);
    let cases: &[Case] = &[
        ("enough time", 4, 100, 20, None),
        ("too little when it comes", 4, 30, 20, Some(Reason::Deadline)),
        ("too little when it is its turn", 0, 30, 24, Some(Reason::Deadline)),
        ("just enough when it is its turn", 0, 30, 22, None),
        ("it needs more than it has, and is tried as it did not wait", 0, 4, 1, None),
        ("over", 0, 4, 4, Some(Reason::Deadline)),
        ("none", 0, 0, 0, Some(Reason::Deadline)),
    ];
    for &(name, before, allowed, later, expected) in cases {
        let mut told = Told::new(1.0, 256);
        let kind = told.measured(1.0, run(0, 0));
        for _ in 0..=before {
            told.arrive(kind);
        }
        told.actions.clear();
        let id = told.enter(kind, Entry::New, Some(told.now + allowed * MS));
        told.now += later * MS;
        let mut reason = None;
        for _ in 0..=before {
            told.step(Event::Finish { kind, usage: None, released: false });
        }
        for (refused, why) in told.refused() {
            assert_eq!((refused, reason.replace(why)), (id, None), "{name}");
        }
        assert_eq!(reason, expected, "{name}");
    }
}

#[test]
fn who_was_admitted_before_is_never_refused() {
    let mut told = Told::new(1.0, 256);
    let kind = told.measured(1.0, run(0, 0));
    let first = told.arrive(kind);
    let again = told.enter(kind, Entry::Again, Some(Duration::ZERO));
    told.now += Duration::from_secs(100);
    told.finish(kind, run(0, 0));
    assert_eq!(told.started(), [first, again]);
}

#[test]
fn callers_that_are_refused_together_do_not_come_back_together() {
    let mut told = Told::new(1.0, 256);
    let kind = told.measured(1.0, run(0, 0));
    for _ in 0..=800 {
        told.arrive(kind);
    }
    // 800 jobs of 5 ms on one core.
    let prediction = told.policy.predicted(kind.operation);
    assert_eq!((prediction.wait.as_millis(), prediction.refuses), (4000, None));
    let times: std::collections::BTreeSet<_> =
        (0..100).map(|_| told.policy.predicted(kind.operation).retry_after).collect();
    let bounds = [times.first(), times.last()].map(|time| time.unwrap().as_secs_f64());
    assert!(times.len() == 100 && bounds[0] >= 3.0 && bounds[1] <= 5.0, "{bounds:?}");
    assert!(bounds[1] - bounds[0] > 1.5, "{bounds:?}");
}

#[test]
fn a_wait_is_predicted_from_what_is_short() {
    /// Name, threads, milliseconds asleep for 5 ms of work, the operation's jobs, another's of 5 ms of work, milliseconds.
    type Case = (&'static str, usize, u64, usize, usize, u128);
    let cases: &[Case] = &[
        ("nothing waits", 256, 0, 1, 0, 0),
        ("cores", 256, 0, 9, 0, 40),
        ("another's jobs in turn with its own", 256, 0, 9, 100, 80),
        ("fewer of another's", 256, 0, 9, 3, 55),
        ("threads", 10, 995, 40, 0, 3000),
    ];
    for &(name, threads, asleep, jobs, others, expected) in cases {
        let mut told = Told::new(1.0, threads);
        let kinds = [told.measured(1.0, run(asleep, 0)), told.measured(1.0, run(0, 0))];
        for (kind, jobs) in kinds.into_iter().zip([jobs, others]) {
            for _ in 0..jobs {
                told.arrive(kind);
            }
        }
        let wait = told.policy.predicted(kinds[0].operation).wait.as_millis();
        assert_eq!(wait, expected, "{name}");
    }
}
