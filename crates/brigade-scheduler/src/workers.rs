//! The pool's threads, and how jobs reach them.
//!
//! ```text
//!  caller                     combining state                    thread of the pool
//!  ──────                     ───────────────                    ──────────────────
//!  submit(job) ─ Arrive ─▶ policy: queued jobs
//!     │                      │ Start: as many as it admits
//!     │                      ▼
//!     │                    ready: admitted jobs    ◀── pop ──── look: run the oldest, panics contained
//!     │                    idle: A B (stack)                      │
//!     │                      ▲ wakes, starts ◀──── Finish ───────┤ free the slot: the policy admits more
//!     ◀───────────────────── one-shot channel ◀──── result ──────┘ and look again
//!  withdraw before the start (Cancel): the job leaves the queue
//! ```
//!
//! The [`Policy`] decides what runs; here is who runs it. Whatever happens is a [`Message`], and whoever is there applies
//! all of them ([`combine`](crate::combine)): an I/O thread leaves its message and never waits for the state, while a
//! thread of the pool, which looks for a job, does.
//!
//! The invariant: *at least as many threads are on their way to look into `ready` as there are jobs in it* (`looking`),
//! or a thread is being started, which will see to it; unless there are as many threads as may be, or the operating
//! system refuses them. A thread is on its way from the moment it is woken or being started, and from the moment its
//! job has ended; so a thread takes its own next job, and another is woken only if there is one more. A thread that
//! finds `ready` empty (somebody was faster) lies down.
//!
//! One round of messages starts one thread at most, as that takes 20 to 50 µs, and it may be an I/O thread that does it. The
//! new thread starts the next.
//!
//! Without any thread the one that submits runs the job. A job that came from a running job never waits for a thread
//! that may not come: its caller may be what holds the last one.

use std::{
    cell::{Cell, RefCell},
    fmt,
    hash::{BuildHasher, RandomState},
    io, ptr,
    sync::{
        Arc, Mutex, MutexGuard, Once, PoisonError, RwLock, RwLockReadGuard, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    thread::Thread,
    time::{Duration, Instant},
};

use crate::{
    budget,
    combine::Combining,
    cores::{cores, quota},
    courier::{Courier, thread_uses_courier},
    idle::sleep,
    inbox::Taken,
    job::{Job, JobError, Ran, Slot, Task, Ticket},
    meter::{Meter, SCHEDSTAT},
    policy::{Arrival, Entry, Event, Kind, Policy, PolicySettings, Refusal, SPARE, Size},
    record::{Gauge, OperationSettings, Record},
    sampler::Verdict,
    seat::{Seat, Sitting},
    snapshot::{OperationSnapshot, Report, Snapshot},
    stamp,
    state::{Aftermath, Coming, Found, Message, Ready, State},
    thread,
    vigil::Vigil,
};

/// How large a [`Pool`](crate::Pool) may become.
#[derive(Debug, Clone)]
pub struct PoolSettings {
    /// The most threads at once; at least one. Four more may run the ends of what has begun, see [`Operation::end`](crate::Operation::end).
    pub threads: usize,
    /// How many cores jobs may keep busy; `None` is what [`cores`] says, rounded up and looked at again every five
    /// seconds.
    pub cores: Option<f64>,
    /// The most jobs that wait although nothing can run them yet; the next one is refused.
    pub queue_max: usize,
    /// How long a thread without work is kept.
    pub idle: Duration,
}

impl Default for PoolSettings {
    /// At most 256 threads; the cores of the process; 10,000 waiting jobs; threads are kept for 10 s.
    fn default() -> Self {
        Self { threads: 256, cores: None, queue_max: 10_000, idle: Duration::from_secs(10) }
    }
}

/// What the pool, its threads and its callers share.
pub(crate) struct Shared {
    settings: PoolSettings,
    start: fn(Arc<Shared>) -> io::Result<()>,
    state: Combining<Message, State>,
    begun: Instant,
    job_next: AtomicU64,
    pub(crate) vigil: Arc<Vigil>,
    pub(crate) courier: Courier,
    /// What this pool uses, in the books of the process.
    used: budget::Share,
    /// By number; those of their stamps ascend too. Written at start-up and when a batch is first used, so nobody waits for long.
    operations: RwLock<Vec<Arc<Record>>>,
    /// Who has something to show beside the operations.
    reports: Mutex<Vec<Weak<dyn Report>>>,
    seen: Seen,
    /// Whether the log has heard of a thread that did not start.
    short_of_threads: Once,
}

/// What a snapshot shows, as it was after the last round of messages.
#[derive(Debug, Default)]
struct Seen {
    cores: Gauge,
    threads: AtomicUsize,
    running: AtomicUsize,
    queued: AtomicUsize,
}

impl Shared {
    pub(crate) fn new(settings: PoolSettings, start: fn(Arc<Shared>) -> io::Result<()>) -> Self {
        let settings = PoolSettings { threads: settings.threads.max(1), ..settings };
        let (begun, cores) = (Instant::now(), settings.cores.unwrap_or_else(whole_cores));
        let policy = PolicySettings {
            cores,
            running_max: settings.threads,
            queue_max: settings.queue_max,
            seed: RandomState::new().hash_one(0),
        };
        let seen = Seen::default();
        seen.cores.set(cores);
        Self {
            settings,
            start,
            state: Combining::new(State::new(Policy::new(policy), cores)),
            begun,
            job_next: AtomicU64::new(0),
            vigil: Arc::default(),
            courier: Courier::default(),
            used: budget::process().share(),
            operations: RwLock::default(),
            reports: Mutex::default(),
            seen,
            short_of_threads: Once::new(),
        }
    }

    pub(crate) fn operation(self: &Arc<Self>, settings: OperationSettings) -> Arc<Record> {
        self.visit(|state| {
            let record = Arc::new(Record::new(state.policy.operation(settings.limits()), settings));
            record.weight.set(state.policy.weight(Kind { operation: record.number, size: Size::Small }));
            self.operations.write().unwrap_or_else(PoisonError::into_inner).push(record.clone());
            record
        })
    }

    /// Returns an operation by its number.
    pub(crate) fn record(&self, number: usize) -> Option<Arc<Record>> {
        self.operations().get(number).cloned()
    }

    /// Returns an operation by what its polls are known by; `None` if it is another pool's.
    pub(crate) fn stamped(&self, stamp: stamp::Number) -> Option<Arc<Record>> {
        let operations = self.operations();
        let place = operations.binary_search_by_key(&stamp, |record| record.stamp).ok()?;
        Some(operations[place].clone())
    }

    fn operations(&self) -> RwLockReadGuard<'_, Vec<Arc<Record>>> {
        self.operations.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        // A report may wait for what it shows, and nobody else shall wait for it: the lists are let go first.
        let operations = self.operations().iter().map(|record| OperationSnapshot::new(record)).collect();
        let reports: Vec<_> = self.reports().iter().filter_map(Weak::upgrade).collect();
        Snapshot {
            cores: self.seen.cores.get(),
            threads: self.seen.threads.load(Relaxed),
            running: self.seen.running.load(Relaxed),
            queued: self.seen.queued.load(Relaxed),
            duty: self.vigil.duty(),
            throttled: self.vigil.throttled(),
            notes: self.vigil.notes(),
            operations,
            batches: reports.into_iter().map(|report| report.snapshot()).collect(),
        }
    }

    /// Adds something to the snapshots, for as long as it is there.
    pub(crate) fn report(&self, report: Weak<dyn Report>) {
        let mut reports = self.reports();
        reports.retain(|report| report.strong_count() > 0);
        reports.push(report);
    }

    fn reports(&self) -> MutexGuard<'_, Vec<Weak<dyn Report>>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many cores jobs may keep busy.
    pub(crate) fn cores(&self) -> f64 {
        self.seen.cores.get()
    }

    /// Returns the place of a job that is about to be submitted.
    pub(crate) fn ticket(&self, kind: Kind) -> Ticket {
        Ticket { kind, id: self.job_next.fetch_add(1, Relaxed) }
    }

    /// Queues a job and finds threads for what can run.
    pub(crate) fn submit(self: &Arc<Self>, record: &Arc<Record>, ticket: Ticket, entry: Entry, task: Task) {
        let queued = Instant::now();
        let Ticket { kind, id } = ticket;
        let deadline = Some(queued.duration_since(self.begun) + record.settings.time_max);
        let job = Job { record: record.clone(), queued, entry, task };
        self.tell(Message::Event(Event::Arrive(Arrival { id, kind, entry, deadline, job })));
    }

    /// Takes a job that has not started out of the queue and drops it.
    pub(crate) fn withdraw(self: &Arc<Self>, ticket: Ticket) {
        self.tell(Message::Withdraw(ticket));
    }

    /// Says whether a job would be refused if it came now. One that would is counted: more of them come than can be done.
    pub(crate) fn admit(self: &Arc<Self>, record: &Record) -> Result<(), Refusal> {
        let Some(refusal) = record.forecast.refusal(|| self.now()) else { return Ok(()) };
        record.refused(refusal.reason);
        self.tell(Message::Event(Event::TurnedAway { operation: record.number, count: 1 }));
        Err(refusal)
    }

    /// Takes in what was found out about a job that ran, and may do so no more.
    pub(crate) fn found(self: &Arc<Self>, verdict: Verdict, sitting: Sitting, seat: Arc<Seat>) {
        self.tell(Message::Found(verdict, sitting, seat));
    }

    /// Runs what sleeps, and leaves the core of the calling thread's job to others meanwhile.
    pub(crate) fn asleep<R>(self: &Arc<Self>, sleep: impl FnOnce() -> R) -> R {
        let seat = SEAT.with_borrow(Clone::clone).filter(|_| self.runs_here());
        let job = seat.and_then(|seat| seat.look().map(|sitting| (sitting, seat)));
        let Some((sitting, seat)) = job.filter(|(sitting, _)| !sitting.released) else { return sleep() };
        self.found(Verdict::Release, sitting, seat.clone());
        let result = sleep();
        self.found(Verdict::Retake, sitting, seat);
        result
    }

    /// Whether jobs wait.
    pub(crate) fn has_queue(&self) -> bool {
        self.seen.queued.load(Relaxed) > 0
    }

    pub(crate) fn close(self: &Arc<Self>) {
        self.vigil.end();
        self.tell(Message::Event(Event::Close));
    }

    /// Whether the calling thread runs a job of this pool.
    pub(crate) fn runs_here(&self) -> bool {
        ptr::eq(POOL.get(), self)
    }

    /// Leaves a message, and applies it unless another thread is at it.
    fn tell(self: &Arc<Self>, message: Message) {
        self.state.push(message);
        self.attend();
    }

    fn attend(self: &Arc<Self>) {
        self.state.attend(|state, messages| self.apply(state, messages), |aftermath| self.settle(aftermath));
    }

    /// Waits for the state: for threads of the pool, and for start-up.
    fn visit<R>(self: &Arc<Self>, look: impl FnOnce(&mut State) -> R) -> R {
        let (mut state, messages) = self.state.lock();
        let aftermath = self.apply(&mut state, messages);
        let result = look(&mut state);
        self.seen.threads.store(state.threads, Relaxed);
        drop(state);
        self.settle(aftermath);
        self.attend();
        result
    }

    /// Tells the policy what happened, and says what follows.
    fn apply(&self, state: &mut State, messages: Taken<Message>) -> Aftermath {
        let now = Instant::now();
        let time = now.duration_since(self.begun);
        let aftermath = state.apply(messages, self.settings.threads + SPARE, now, time);
        self.publish(state, time);
        aftermath
    }

    fn publish(&self, state: &mut State, time: Duration) {
        self.used.set(state.policy.working());
        self.seen.cores.set(state.cores);
        self.seen.threads.store(state.threads, Relaxed);
        self.seen.running.store(state.policy.running(), Relaxed);
        self.seen.queued.store(state.policy.queued(), Relaxed);
        if state.touched.is_empty() {
            return;
        }
        let mut touched = std::mem::take(&mut state.touched);
        touched.sort_unstable();
        touched.dedup();
        let operations = self.operations();
        for operation in touched.drain(..) {
            let record = &operations[operation];
            record.weight.set(state.policy.weight(Kind { operation, size: Size::Small }));
            record.forecast.set(state.policy.predicted(operation), time);
        }
        state.touched = touched;
    }

    fn settle(self: &Arc<Self>, aftermath: Aftermath) {
        aftermath.wake.iter().for_each(Thread::unpark);
        if aftermath.start
            && let Err(error) = (self.start)(self.clone())
        {
            self.short_of_threads.call_once(|| tracing::warn!(%error, "the pool gets no further threads"));
            self.vigil.note("The system has refused a thread: the pool went on with those it had.");
            self.tell(Message::NoThread);
        }
        for (job, error) in aftermath.refused {
            if let JobError::Refused(refusal) = &error {
                job.record.refused(refusal.reason);
            }
            job.refuse(error);
        }
        for job in aftermath.discarded {
            job.record.departed.fetch_add(1, Relaxed);
            job.discard();
        }
        if aftermath.abandoned {
            self.run_abandoned();
        }
    }

    /// Runs what nobody else would look for. A thread that runs a job already looks when that is over.
    fn run_abandoned(self: &Arc<Self>) {
        if self.runs_here() {
            return;
        }
        let mut goes_on = true;
        while goes_on {
            let before = POOL.replace(Arc::as_ptr(self));
            while let Some(ready) = self.visit(State::abandoned) {
                self.run(None, ready);
                self.visit(|state| state.looking -= 1);
            }
            POOL.set(before);
            // What others left meanwhile they left to this thread.
            goes_on = self.visit(|state| state.threads == 0 && !state.ready.is_empty());
        }
    }

    /// The life of a thread.
    ///
    /// Whether it has yielded to others is what [`thread::start`](crate::thread::start) said.
    pub(crate) fn work(self: Arc<Self>, meter: &Meter, has_yielded: bool) {
        if !meter.sees_run_queue() {
            self.vigil.note(
                "The system does not say how long threads wait for a core: operations that wait are learned less well.",
            );
        }
        if !has_yielded {
            self.vigil.note(
                "The system keeps the pool's threads at the priority of the I/O threads: work slows down what waits.",
            );
        }
        stamp::on_pool();
        thread_uses_courier();
        let seat = self.vigil.sit_down();
        SEAT.set(Some(seat.seat()));
        let mut coming = Coming::Awake;
        self.state.push(Message::Thread);
        loop {
            match self.visit(|state| state.look(&mut coming, self.settings.idle)) {
                Found::Job(ready) => {
                    self.run(Some((meter, &seat)), ready);
                    coming = Coming::Awake;
                }
                Found::Rest(time) => sleep(time),
                Found::End => return,
            }
        }
    }

    /// Runs a job; afterwards the thread counts as one that looks for the next.
    fn run(self: &Arc<Self>, own: Option<(&Meter, &Seat)>, Ready { kind, job, .. }: Ready) {
        if own.is_some() && job.record.is_heavy() {
            std::thread::sleep(self.vigil.pause(self.now()));
        }
        let begun = own.map(|(meter, seat)| {
            seat.take(kind);
            (meter, meter.read())
        });
        if let Some((_, reading)) = &begun {
            job.record.queue_wait.add(reading.at.saturating_duration_since(job.queued));
        }
        let record = job.record.clone();
        let mut give_back = |ran| {
            let usage = begun.filter(|_| ran != Ran::Not).map(|(meter, begun)| {
                let end = meter.read();
                let usage = begun.usage(&end);
                record.ran(&usage);
                if let Ran::Polled(poll) = ran {
                    record.polled(kind.size, &usage, poll, end.at.duration_since(self.begun));
                }
                usage
            });
            let released = own.is_some_and(|(_, seat)| seat.leave());
            self.tell(Message::Event(Event::Finish { kind, usage, released }));
        };
        // Only the first job can find no watchdog, and that one is started together with the first thread.
        self.vigil.rouse();
        let before = POOL.replace(Arc::as_ptr(self));
        let _stamp = stamp::begin(job.record.stamp);
        job.run(Slot::new(&mut give_back));
        POOL.set(before);
    }

    /// Looks how many cores there are, unless that was set. Returns the CPU quota, if there is one.
    pub(crate) fn look_at_cores(self: &Arc<Self>) -> Option<f64> {
        if self.settings.cores.is_some() {
            return None;
        }
        let cores = whole_cores();
        budget::process().set_cores(cores);
        self.tell(Message::Event(Event::Cores(cores)));
        quota()
    }

    /// Leaves `cores` to rayon's threads, but half of all at most: one operation may use rayon, and the others compute too.
    ///
    /// Helpers are not counted here. They leave when jobs come, and could not see that if the jobs waited for them.
    #[cfg(feature = "parallel")]
    pub(crate) fn leave_to_rayon(self: &Arc<Self>, cores: f64) {
        let most = self.seen.cores.get() / 2.0;
        self.tell(Message::Event(Event::Borrowed(cores.min(most))));
    }

    /// Returns the time since the pool was made.
    pub(crate) fn now(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Shared")
            .field("seen", &self.seen)
            .field("borrowed", &budget::process().borrowed())
            .finish_non_exhaustive()
    }
}

thread_local! {
    /// The pool of which this thread runs a job.
    static POOL: Cell<*const Shared> = const { Cell::new(ptr::null()) };
    /// Where this thread sits, if it is a pool's.
    static SEAT: RefCell<Option<Arc<Seat>>> = const { RefCell::new(None) };
}

/// Starts a thread that works for the pool.
pub(crate) fn start(shared: Arc<Shared>) -> io::Result<()> {
    thread::start("brigade-work", move |has_yielded| shared.work(&Meter::open(SCHEDSTAT), has_yielded))
}

/// The cores of this process, rounded up: with 1.5 cores, one job of pure work would leave half a core idle.
fn whole_cores() -> f64 {
    cores().ceil()
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll, Waker},
    };

    use super::*;
    use crate::pool::Pool;

    /// A pool for which the operating system starts `N` threads and no more.
    fn short<const N: usize>() -> Pool {
        Pool::with_start(PoolSettings::default(), |shared| {
            if shared.seen.threads.load(Relaxed) > N {
                return Err(io::Error::other("no more threads"));
            }
            start(shared)
        })
    }

    #[test]
    fn a_system_that_says_and_allows_less_makes_a_pool_that_knows_less() {
        let pool = Pool::with_start(PoolSettings::default(), |shared| {
            thread::start("brigade-work", move |_| shared.work(&Meter::open("/there/is/no/such/file"), false))
        });
        let operation = pool.operation(OperationSettings::named("job"));
        let runtime = crate::runtime::runtime(Some(1)).unwrap();
        for _ in 0..20 {
            runtime.block_on(operation.call(|| std::thread::sleep(Duration::from_millis(2)))).unwrap();
        }
        assert!(operation.weight() >= crate::policy::PRIOR, "waits are not told from waits for a core: {operation:?}");
        let notes = pool.snapshot().notes;
        for words in ["how long threads wait for a core", "the priority of the I/O threads"] {
            assert!(notes.iter().any(|note| note.contains(words)), "{notes:?}");
        }
    }

    #[test]
    fn without_any_thread_the_caller_runs_the_job() {
        let pool = short::<0>();
        let (operation, this) = (pool.operation(OperationSettings::named("job")), std::thread::current().id());
        for _ in 0..3 {
            let mut call = operation.call(move || std::thread::current().id() == this);
            let result = Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(result, Poll::Ready(Ok(true))));
        }
        let snapshot = pool.snapshot();
        assert_eq!(snapshot.threads, 0);
        assert!(snapshot.notes.iter().any(|note| note.contains("refused a thread")), "{:?}", snapshot.notes);
    }

    #[test]
    fn without_any_thread_a_future_that_wakes_itself_needs_no_stack() {
        let pool = short::<0>();
        let operation = pool.operation(OperationSettings::named("job"));
        crate::runtime::runtime(Some(1)).unwrap().block_on(async {
            let mut rounds = 100_000;
            let wakes_itself = std::future::poll_fn(move |context| {
                rounds -= 1;
                context.waker().wake_by_ref();
                if rounds == 0 { Poll::Ready(()) } else { Poll::Pending }
            });
            operation.drive(0, wakes_itself).await.unwrap();
        });
    }

    #[test]
    fn with_few_threads_jobs_wait_for_them_and_jobs_of_jobs_do_not() {
        fn check(pool: Pool, threads: usize) {
            let operation = pool.operation(OperationSettings::named("job"));
            crate::runtime::runtime(Some(2)).unwrap().block_on(async {
                let calls: Vec<_> = (0..50)
                    .map(|number| {
                        let inner = operation.clone();
                        operation.call(move || {
                            // Waits for a job of its own, which may find no thread.
                            let nested = tokio::runtime::Handle::current().block_on(inner.drive(0, async { 1 }));
                            assert!(matches!(nested, Ok(1) | Err(JobError::Refused(_))), "{nested:?}");
                            number
                        })
                    })
                    .collect();
                for (number, call) in calls.into_iter().enumerate() {
                    assert_eq!(call.await.unwrap(), number);
                }
            });
            assert!(pool.snapshot().threads <= threads);
        }
        check(short::<1>(), 1);
        check(short::<3>(), 3);
    }
}
