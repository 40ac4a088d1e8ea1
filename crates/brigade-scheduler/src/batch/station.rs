//! What a batcher, its callers and its runners share, and how each [`Message`] changes it.
//!
//! Callers leave messages and never wait for the state: they may be threads that serve sockets, and who holds the state
//! may be a thread of the pool that has no core ([`combine`](crate::combine)). So a caller learns from its answer alone
//! that it was refused. Runners do wait for the state.
//!
//! The invariant: *while items wait, as many runners are on their way or at work as there are instances, or as there are
//! items*; except for as long as items wait for company.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::oneshot};

use super::{
    BatchFailure, BatchSettings, BatchWork,
    counts::Counts,
    outlook::duration,
    policy::{Limits, Policy},
    progress::Progress,
    queue::{Arrival, Waiting},
    runner,
};
use crate::{
    combine::Combining,
    inbox::Taken,
    policy::{Reason, Refusal, would_be_late},
    record::{Histogram, OperationSettings, Placement, Record},
    runtime::spawn,
    snapshot::{BatchSnapshot, Distribution, LearnedCost, Report},
    workers,
};

/// What one caller gets.
pub(super) type Answer<W> = Result<<W as BatchWork>::Output, BatchFailure<<W as BatchWork>::Error>>;

/// Where it goes.
pub(super) type Caller<W> = oneshot::Sender<Answer<W>>;

/// An item and who waits for it.
pub(super) struct Member<W: BatchWork> {
    pub(super) item: W::Item,
    pub(super) caller: Caller<W>,
}

pub(super) struct Station<W: BatchWork> {
    pub(super) settings: BatchSettings,
    pub(super) work: W,
    pub(super) pool: Arc<workers::Shared>,
    pub(super) record: Arc<Record>,
    begun: Instant,
    id_next: AtomicU64,
    state: Combining<Message<W>, State<W>>,
    forecast: Published,
    queue_wait: Histogram,
    refused: [AtomicU64; Reason::ALL.len()],
    pub(super) progress: Progress,
}

enum Message<W: BatchWork> {
    /// The items of a call are there.
    Arrive { arrivals: Vec<Arrival<Member<W>>>, deadline: Option<Duration>, at: Duration },
    /// The caller of an item has left.
    Leave(u64),
    /// The oldest item has waited for company for long enough.
    Time,
}

pub(super) struct State<W: BatchWork> {
    policy: Policy<Member<W>>,
    /// Runners that were sent for and have not taken anything yet.
    sent: usize,
    closed: bool,
    /// When items came last, and whether others had come shortly before.
    arrived: Option<Duration>,
    more_is_coming: bool,
    /// Whether a timer runs.
    timed: bool,
    counts: Counts,
}

/// What follows from a round of messages, to be done once the state is free.
struct Aftermath<W: BatchWork> {
    answers: Vec<(Caller<W>, BatchFailure<W::Error>)>,
    discarded: Vec<Waiting<Member<W>>>,
    runners: usize,
    /// When to look again, if nothing happens until then.
    timer: Option<Duration>,
}

/// A batch that is about to run.
pub(super) struct Batch<W: BatchWork> {
    pub(super) number: u64,
    pub(super) members: Vec<Member<W>>,
    /// When each came, and when it was foreseen to be done.
    pub(super) foreseen: Vec<(Duration, Duration)>,
}

/// What would become of an item of the usual cost, for whoever must not wait for the state.
#[derive(Debug, Default)]
struct Published {
    is_full: AtomicBool,
    /// When its batch would begin, how long it would take and when to come back: in nanoseconds.
    start: AtomicU64,
    batch: AtomicU64,
    retry_after: AtomicU64,
}

impl<W: BatchWork> Station<W> {
    pub(super) fn new(pool: Arc<workers::Shared>, settings: BatchSettings, work: W) -> Self {
        let settings = BatchSettings { max: settings.max.max(1), ..settings };
        // Runners are calls, which run on the pool whatever they do.
        let operation =
            OperationSettings { placement: Placement::Pool, ..OperationSettings::named(settings.name.clone()) };
        let limits = Limits { max: settings.max, cost_max: settings.cost_max, queue_max: settings.queue_max };
        let state = State {
            policy: Policy::new(limits, RandomState::new().hash_one(0)),
            sent: 0,
            closed: false,
            arrived: None,
            more_is_coming: false,
            timed: false,
            counts: Counts::default(),
        };
        Self {
            settings,
            work,
            record: pool.operation(operation),
            pool,
            begun: Instant::now(),
            id_next: AtomicU64::new(0),
            state: Combining::new(state),
            forecast: Published::default(),
            queue_wait: Histogram::default(),
            refused: Default::default(),
            progress: Progress::default(),
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    /// How many batches may run at once.
    fn instances(&self) -> usize {
        self.settings.instances.unwrap_or_else(|| self.pool.cores().ceil() as usize).max(1)
    }

    /// Leaves the items of a call, and returns their numbers and where their answers come.
    pub(super) fn submit(
        self: &Arc<Self>,
        items: impl IntoIterator<Item = (W::Item, u64)>,
        deadline: Option<Instant>,
    ) -> Vec<(u64, oneshot::Receiver<Answer<W>>)> {
        let mut queued = Vec::new();
        let mut arrivals = Vec::new();
        for (item, cost) in items {
            let id = self.id_next.fetch_add(1, Relaxed);
            let (caller, receiver) = oneshot::channel();
            arrivals.push(Arrival { id, cost, job: Member { item, caller } });
            queued.push((id, receiver));
        }
        let deadline = deadline.map(|deadline| deadline.saturating_duration_since(self.begun));
        self.tell(Message::Arrive { arrivals, deadline, at: self.now() });
        queued
    }

    pub(super) fn withdraw(self: &Arc<Self>, id: u64) {
        self.tell(Message::Leave(id));
    }

    /// Says whether an item of the usual cost would be refused now.
    pub(super) fn admit(&self, deadline: Option<Instant>) -> Result<(), Refusal> {
        let load = |time: &AtomicU64| Duration::from_nanos(time.load(Relaxed));
        let left = deadline.map(|deadline| deadline.saturating_duration_since(self.begun).saturating_sub(self.now()));
        let reason = if self.forecast.is_full.load(Relaxed) {
            Reason::Full
        } else if let Some(left) = left
            && let start = load(&self.forecast.start).saturating_sub(self.now())
            && would_be_late(start, load(&self.forecast.batch), left)
        {
            Reason::Deadline
        } else {
            return Ok(());
        };
        self.refused[reason as usize].fetch_add(1, Relaxed);
        Err(Refusal { reason, retry_after: load(&self.forecast.retry_after) })
    }

    /// Leaves a message, and applies it unless another thread is at it.
    fn tell(self: &Arc<Self>, message: Message<W>) {
        self.state.push(message);
        self.attend();
    }

    fn attend(self: &Arc<Self>) {
        let apply = |state: &mut State<W>, messages| {
            let mut aftermath = Aftermath::new();
            self.apply(state, messages, &mut aftermath);
            self.conclude(state, &mut aftermath);
            aftermath
        };
        self.state.attend(apply, |aftermath| self.follow(aftermath));
    }

    /// Waits for the state: for threads of the pool, and for start-up.
    fn visit<R>(self: &Arc<Self>, look: impl FnOnce(&mut State<W>, &mut Aftermath<W>) -> R) -> R {
        let (mut state, messages) = self.state.lock();
        let mut aftermath = Aftermath::new();
        self.apply(&mut state, messages, &mut aftermath);
        let result = look(&mut state, &mut aftermath);
        self.conclude(&mut state, &mut aftermath);
        drop(state);
        self.follow(aftermath);
        self.attend();
        result
    }

    fn apply(&self, state: &mut State<W>, messages: Taken<Message<W>>, aftermath: &mut Aftermath<W>) {
        for message in messages {
            match message {
                Message::Arrive { arrivals, .. } if state.closed => {
                    aftermath.refuse(arrivals, &BatchFailure::Closed);
                }
                Message::Arrive { arrivals, deadline, at } => {
                    let wait = self.settings.wait.unwrap_or_default();
                    let before = state.arrived.replace(at);
                    state.more_is_coming = before.is_some_and(|before| at.saturating_sub(before) < wait);
                    if let Err((refusal, arrivals)) = state.policy.arrive(arrivals, deadline, self.instances(), at) {
                        self.refused[refusal.reason as usize].fetch_add(arrivals.len() as u64, Relaxed);
                        aftermath.refuse(arrivals, &BatchFailure::Refused(refusal));
                    }
                }
                Message::Leave(id) => {
                    let waiting = state.policy.withdraw(id);
                    state.counts.departed += u64::from(waiting.is_some());
                    aftermath.discarded.extend(waiting);
                }
                Message::Time => state.timed = false,
            }
        }
    }

    /// Sends for as many runners as there are instances free and items to take, and says what would become of the next item.
    fn conclude(&self, state: &mut State<W>, aftermath: &mut Aftermath<W>) {
        let (now, instances) = (self.now(), self.instances());
        let until = self.settings.wait.and_then(|wait| state.policy.held_until(wait));
        match until.filter(|&until| state.more_is_coming && now < until && state.policy.waiting() < self.settings.max) {
            Some(until) if !state.timed => {
                state.timed = true;
                aftermath.timer = Some(until);
            }
            Some(_) => {}
            None => {
                let free = instances.saturating_sub(state.sent + state.policy.running());
                aftermath.runners = free.min(state.policy.waiting().saturating_sub(state.sent));
                state.sent += aftermath.runners;
            }
        }
        let forecast = state.policy.forecast(instances, now);
        self.forecast.is_full.store(forecast.is_full, Relaxed);
        for (gauge, time) in [
            (&self.forecast.start, now + duration(forecast.start)),
            (&self.forecast.batch, duration(forecast.batch)),
            (&self.forecast.retry_after, forecast.retry_after),
        ] {
            gauge.store(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        }
    }

    fn follow(self: &Arc<Self>, aftermath: Aftermath<W>) {
        let happened = aftermath.runners > 0 || !aftermath.answers.is_empty();
        for _ in 0..aftermath.runners {
            runner::send(self.clone(), self.now());
        }
        if let Some(until) = aftermath.timer {
            self.look_again(until);
        }
        for (caller, failure) in aftermath.answers {
            // A caller that has left does not want the answer.
            drop(caller.send(Err(failure)));
        }
        // Items are the user's, and dropped without the state.
        drop(aftermath.discarded);
        // Who waits looks whenever this is said, and must not hear of its own look.
        if happened {
            self.progress.happen();
        }
    }

    /// Looks again at `until`: at once, where there is no runtime with a clock.
    fn look_again(self: &Arc<Self>, until: Duration) {
        let station = self.clone();
        match (Handle::try_current(), self.begun.checked_add(until)) {
            (Ok(_), Some(until)) => drop(spawn(async move {
                tokio::time::sleep_until(until.into()).await;
                station.tell(Message::Time);
            })),
            _ => self.visit(|state, _| (state.timed, state.more_is_coming) = (false, false)),
        }
    }

    /// Takes out what goes together, for a runner that was sent for at `sent`; `None` if nothing waits, or if a thread that waited for
    /// its item was faster.
    pub(super) fn begin(self: &Arc<Self>, sent: Duration) -> Option<Batch<W>> {
        self.visit(|state, aftermath| {
            let now = self.now();
            state.sent = state.sent.checked_sub(1)?;
            let pack = state.policy.pack(state.sent, sent, now);
            state.counts.expired += pack.expired.len() as u64;
            let expired = pack.expired.into_iter().map(|waiting| (waiting.job.caller, BatchFailure::Expired));
            aftermath.answers.extend(expired);
            state.counts.batch(pack.batch.iter().map(|waiting| waiting.cost));
            for waiting in &pack.batch {
                self.queue_wait.add(now.saturating_sub(waiting.arrived));
            }
            let foreseen = pack.batch.iter().map(|waiting| (waiting.arrived, waiting.predicted)).collect();
            let members: Vec<_> = pack.batch.into_iter().map(|waiting| waiting.job).collect();
            (!members.is_empty()).then_some(Batch { number: pack.number, members, foreseen })
        })
    }

    /// A batch is over, and its callers have their answers; it worked for so long, if all went well.
    pub(super) fn end(
        self: &Arc<Self>,
        number: u64,
        foreseen: &[(Duration, Duration)],
        work: Option<Duration>,
        counts: &Counts,
    ) {
        self.visit(|state, _| {
            let now = self.now();
            state.policy.finished(number, work, now);
            state.counts.ended(counts, foreseen, now);
        });
        self.progress.happen();
    }

    /// Takes in what a batch took that was not packed here, and returns up to which size its like pay.
    pub(super) fn learn(self: &Arc<Self>, cost: u64, size: usize, work: Duration) -> usize {
        self.visit(|state, _| {
            state.policy.learn(cost, size, work);
            state.policy.costs().pays_up_to(cost, self.settings.max)
        })
    }

    /// How long a batch takes, as far as is known.
    pub(super) fn time(self: &Arc<Self>, cost: u64, size: usize) -> Duration {
        self.visit(|state, _| duration(state.policy.costs().time(cost, size)))
    }

    /// Tells everybody who waits that nothing will come.
    pub(super) fn close(self: &Arc<Self>) {
        self.visit(|state, aftermath| {
            state.closed = true;
            let waiting = state.policy.close().into_iter();
            aftermath.answers.extend(waiting.map(|waiting| (waiting.job.caller, BatchFailure::Closed)));
        });
    }
}

impl<W: BatchWork> Aftermath<W> {
    fn new() -> Self {
        Self { answers: Vec::new(), discarded: Vec::new(), runners: 0, timer: None }
    }

    fn refuse(&mut self, arrivals: Vec<Arrival<Member<W>>>, failure: &BatchFailure<W::Error>) {
        self.answers.extend(arrivals.into_iter().map(|arrival| (arrival.job.caller, failure.clone())));
    }
}

impl<W: BatchWork> Report for Station<W> {
    fn snapshot(self: Arc<Self>) -> BatchSnapshot {
        let (queued, running, counts, learned) = self.visit(|state, _| {
            let costs = state.policy.costs();
            let learned = costs.known().map(|(cost, times)| LearnedCost {
                cost,
                pays_up_to: costs.pays_up_to(cost, self.settings.max),
                times: times.into_iter().map(|(size, time)| (size, duration(time))).collect(),
            });
            (state.policy.waiting(), state.policy.running(), state.counts.clone(), learned.collect())
        });
        let refused = Reason::ALL.into_iter().zip(self.refused.iter().map(|count| count.load(Relaxed)));
        BatchSnapshot {
            name: self.settings.name.clone(),
            queued,
            running,
            batches: counts.batches,
            items: counts.items,
            sizes: counts.sizes.iter().enumerate().map(|(class, &count)| (1 << class, count)).collect(),
            queue_wait: Distribution {
                bounds: &Histogram::BOUNDS,
                counts: self.queue_wait.counts(),
                sum: self.queue_wait.sum(),
            },
            cpu: counts.cpu,
            wall: counts.wall,
            cost: counts.cost,
            padding: counts.padding,
            refused: refused.filter(|(_, count)| *count > 0).collect(),
            expired: counts.expired,
            departed: counts.departed,
            retried: counts.retried,
            failed: counts.failed,
            prediction_error: counts.prediction_error(),
            learned,
        }
    }
}
