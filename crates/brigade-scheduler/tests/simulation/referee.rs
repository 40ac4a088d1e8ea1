//! Keeps its own books about a policy, and objects when a promise is broken.

use std::collections::BTreeSet;

use brigade_scheduler::policy::{Arrival, Entry, Event, Kind, Policy, Reason, Size};

use crate::{
    scenario::{Job, Scenario},
    shares::Shares,
};

/// Kinds are numbered: an operation's sizes one after the other.
const SIZES: usize = Size::ALL.len();

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Queued,
    Running,
    Over,
}

struct Ticket {
    kind: usize,
    entry: Entry,
    deadline: Option<f64>,
    state: State,
}

pub(crate) struct Referee<'s> {
    scenario: &'s Scenario,
    cores: f64,
    now: f64,
    /// By the number with which they arrived.
    tickets: Vec<Ticket>,
    kinds: Vec<Books>,
    shares: Shares,
}

/// What is known of a kind.
#[derive(Default)]
struct Books {
    queued: BTreeSet<u64>,
    running: usize,
    released: usize,
    weight: f64,
}

impl Books {
    fn is_light(&self) -> bool {
        self.weight < 0.2
    }
}

impl<'s> Referee<'s> {
    pub(crate) fn new(scenario: &'s Scenario, cores: f64) -> Self {
        let kinds = (0..scenario.operations.len() * SIZES).map(|_| Books::default()).collect();
        Self { scenario, cores, now: 0.0, tickets: Vec::new(), kinds, shares: Shares::new(scenario) }
    }

    fn moves(&mut self, id: u64, from: State, to: State) {
        let ticket = &mut self.tickets[id as usize];
        assert_eq!(ticket.state, from, "job {id} becomes {to:?}");
        ticket.state = to;
        self.kinds[ticket.kind].queued.remove(&id);
    }

    /// Sees what the policy is about to hear.
    pub(crate) fn hears(&mut self, event: &Event<usize>, now: f64) {
        self.now = now;
        match event {
            Event::Arrive(Arrival { id, kind, entry, deadline, .. }) => {
                assert_eq!(*id as usize, self.tickets.len());
                let (kind, deadline) = (number(*kind), deadline.map(|deadline| deadline.as_secs_f64()));
                self.tickets.push(Ticket { kind, entry: *entry, deadline, state: State::Queued });
                self.kinds[kind].queued.insert(*id);
            }
            Event::Finish { kind, released, .. } => {
                let books = &mut self.kinds[number(*kind)];
                books.running -= 1;
                books.released -= usize::from(*released);
            }
            Event::Release(kind) => self.kinds[number(*kind)].released += 1,
            Event::Retake(kind) => self.kinds[number(*kind)].released -= 1,
            Event::Cores(cores) => self.cores = *cores,
            _ => {}
        }
    }

    /// The policy gives back a job that it has not started, as its caller left.
    pub(crate) fn gives_back(&mut self, id: u64) {
        self.moves(id, State::Queued, State::Over);
    }

    /// The policy refuses a job.
    pub(crate) fn refuses(&mut self, id: u64, reason: Reason, policy: &Policy<usize>) {
        let Ticket { kind, entry, .. } = self.tickets[id as usize];
        let operation = kind / SIZES;
        let is_right = match reason {
            Reason::Wait | Reason::Late => entry == Entry::New && policy.is_overloaded(operation),
            Reason::Deadline => entry == Entry::New,
            Reason::Nested => entry == Entry::Nested && (self.is_full() || self.is_capped(operation)),
            _ => false,
        };
        assert!(is_right, "job {id}, {entry:?}, is refused: {reason:?}");
        self.moves(id, State::Queued, State::Over);
    }

    /// Sees the weights by which the policy is about to decide.
    pub(crate) fn looks(&mut self, policy: &Policy<usize>) {
        for (number, books) in self.kinds.iter_mut().enumerate() {
            books.weight = policy.weight(Kind { operation: number / SIZES, size: Size::ALL[number % SIZES] });
        }
    }

    /// A job starts that will work, and work or sleep, for so many seconds.
    pub(crate) fn starts(&mut self, id: u64, kind: Kind, job: &Job, (work, awake_or_asleep): (f64, f64)) {
        assert_eq!((kind.operation, kind.size), (job.operation, job.size), "job {id} is what it was");
        let Ticket { entry, deadline, .. } = self.tickets[id as usize];
        let kind = number(kind);
        let operation = kind / SIZES;
        assert!(!self.is_full(), "job {id} starts without a thread");
        assert!(!self.is_capped(operation), "job {id} starts beyond its operation's limit");
        assert!(entry == Entry::Nested || self.fits(kind), "job {id} starts above the rule");
        let in_time = deadline.is_none_or(|deadline| self.now <= deadline);
        assert!(entry != Entry::New || in_time, "job {id} starts after its time");
        let is_oldest = self.kinds[kind].queued.first() == Some(&id);
        assert!(is_oldest || entry == Entry::Nested, "job {id} passes an older one of its kind");
        self.moves(id, State::Queued, State::Running);
        self.kinds[kind].running += 1;
        let cost = work.max(awake_or_asleep * self.cores / self.scenario.threads_max as f64);
        let flow = operation * 2 + usize::from(!self.kinds[kind].is_light());
        self.shares.starts(flow, cost, self.running(operation));
        // Whether a thread's job ends once is seen by its number.
        self.tickets[id as usize].state = State::Over;
    }

    /// The policy has nothing more to say.
    pub(crate) fn settled(&mut self, policy: &Policy<usize>) {
        let queued: usize = self.kinds.iter().map(|books| books.queued.len()).sum();
        assert_eq!((policy.running(), policy.queued()), (self.threads(), queued));
        let mut waits = vec![false; self.scenario.operations.len() * 2];
        for (kind, books) in self.kinds.iter().enumerate().filter(|(_, books)| !books.queued.is_empty()) {
            waits[kind / SIZES * 2 + usize::from(!books.is_light())] |= !self.is_capped(kind / SIZES);
        }
        self.shares.settled(&waits);
        if self.is_full() {
            return;
        }
        for light in [true, false] {
            let waiting = (0..self.kinds.len()).filter(|&kind| {
                let books = &self.kinds[kind];
                books.is_light() == light && !books.queued.is_empty() && !self.is_capped(kind / SIZES)
            });
            let mut waiting = waiting.peekable();
            let idle = waiting.peek().is_some() && waiting.all(|kind| self.fits(kind));
            assert!(!idle, "jobs wait although there is room for any of them");
        }
    }

    pub(crate) fn is_over(&self) {
        let open = self.tickets.iter().position(|ticket| ticket.state != State::Over);
        assert_eq!(open, None, "jobs that never ended");
        assert_eq!(self.threads(), 0);
    }

    fn threads(&self) -> usize {
        self.kinds.iter().map(|books| books.running).sum()
    }

    fn is_full(&self) -> bool {
        self.threads() >= self.scenario.threads_max
    }

    fn running(&self, operation: usize) -> usize {
        self.kinds[operation * SIZES..][..SIZES].iter().map(|books| books.running).sum()
    }

    fn is_capped(&self, operation: usize) -> bool {
        let cap = self.scenario.operations[operation].limits.running_max;
        self.running(operation) >= cap.unwrap_or((self.scenario.threads_max * 3).div_ceil(4))
    }

    /// Whether the rule lets one more job of a kind run; the policy may be wrong by a rounding error.
    fn fits(&self, kind: usize) -> bool {
        let light = self.kinds[kind].is_light();
        let class = self.kinds.iter().filter(|books| books.is_light() == light);
        let awake: Vec<_> = class.map(|books| (books.running - books.released, books.weight)).collect();
        let alone = awake.iter().all(|(jobs, _)| *jobs == 0);
        let wanted = demand(awake.into_iter().chain([(1, self.kinds[kind].weight)]));
        alone || wanted <= if light { self.cores / 2.0 } else { self.cores } + 1e-9
    }
}

fn number(kind: Kind) -> usize {
    kind.operation * SIZES + kind.size as usize
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
