//! What a runner does: it takes a batch, runs it and tells the callers. And what a thread does that waits for its item.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::oneshot::{self, error::TryRecvError},
};

use super::{
    BatchFailure, BatchWork,
    counts::Counts,
    station::{Answer, Batch, Caller, Member, Station},
};
use crate::{
    job::{Called, JobError, Slot, Task, panic_message},
    meter::{Meter, SCHEDSTAT},
    policy::{Entry, Kind, Size, Usage},
};

/// Sends a runner for the batch that is next: it is queued wherever the caller is, and never refused.
pub(super) fn send<W: BatchWork>(station: Arc<Station<W>>, now: Duration) {
    let (pool, record) = (station.pool.clone(), station.record.clone());
    let ticket = pool.ticket(Kind { operation: record.number, size: Size::Small });
    let task = Task::Call(Box::new(Runner { station, sent: now, handle: Handle::try_current().ok() }));
    pool.submit(&record, ticket, Entry::Again, task);
}

/// A job that runs one batch, of whatever waits when it starts.
struct Runner<W: BatchWork> {
    station: Arc<Station<W>>,
    /// When it was sent for.
    sent: Duration,
    handle: Option<Handle>,
}

impl<W: BatchWork> Called for Runner<W> {
    fn call(self: Box<Self>, slot: Slot<'_>) {
        let _entered = self.handle.as_ref().map(Handle::enter);
        match self.station.begin(self.sent) {
            Some(batch) => Running::new(self.station, batch).run(Some(slot)),
            None => slot.unused(),
        }
    }

    fn refuse(self: Box<Self>, _: JobError) {
        self.station.close();
    }
}

/// A batch that runs; the next may when this is dropped.
struct Running<W: BatchWork> {
    station: Arc<Station<W>>,
    batch: Batch<W>,
    /// What it has worked for in all; `None` unless it went well at once.
    work: Option<Duration>,
    /// What is to be counted once it is over.
    counts: Counts,
}

impl<W: BatchWork> Station<W> {
    /// Waits until there is an answer. A thread of the pool works until then, if it can: what it waits for may have no
    /// other thread.
    pub(super) fn wait_for(self: Arc<Self>, receiver: &mut oneshot::Receiver<Answer<W>>) -> Answer<W> {
        let works = self.pool.runs_here();
        self.progress.during(|| {
            loop {
                let seen = self.progress.seen();
                match receiver.try_recv() {
                    Ok(answer) => return answer,
                    Err(TryRecvError::Closed) => return Err(BatchFailure::Closed),
                    Err(TryRecvError::Empty) => {}
                }
                // In place of a runner that was sent for, which will find what is left or nothing.
                if works && let Some(batch) = self.begin(self.now()) {
                    Running::new(self.clone(), batch).run(None);
                } else {
                    self.pool.asleep(|| self.progress.sleep(seen));
                }
            }
        })
    }
}

impl<W: BatchWork> Running<W> {
    fn new(station: Arc<Station<W>>, batch: Batch<W>) -> Self {
        Self { station, batch, work: None, counts: Counts::default() }
    }

    /// Runs the batch, gives `slot` back and tells the callers.
    fn run(mut self, slot: Option<Slot<'_>>) {
        let members = std::mem::take(&mut self.batch.members);
        let size = members.len();
        let mut answers = Vec::with_capacity(size);
        self.attempt(members, size, &mut answers);
        // The callers' next jobs must find the place free.
        drop(slot);
        for (caller, answer) in answers {
            self.counts.failed += u64::from(answer.is_err());
            drop(caller.send(answer));
        }
    }

    /// Works on the items, and on each half alone if that fails; `whole` is how many the batch has.
    fn attempt(&mut self, members: Vec<Member<W>>, whole: usize, answers: &mut Vec<(Caller<W>, Answer<W>)>) {
        let (mut items, callers): (Vec<_>, Vec<_>) =
            members.into_iter().map(|member| (member.item, member.caller)).unzip();
        let expected = callers.len();
        let station = self.station.clone();
        let work = || measured(|| catch_unwind(AssertUnwindSafe(|| station.work.run(&mut items))));
        let (callers, (result, usage)) = with_callers::<W, _>(callers, work);
        self.counts.cpu += usage.cpu;
        self.counts.wall += usage.wall;
        let failure = match result {
            Ok(Ok(outputs)) if outputs.len() == expected => {
                // Work that nobody wants may have ended early.
                let is_whole = expected == whole && callers.iter().any(|caller| !caller.is_closed());
                self.work = is_whole.then(|| usage.work());
                return answers.extend(callers.into_iter().zip(outputs.into_iter().map(Ok)));
            }
            Ok(Ok(outputs)) => BatchFailure::WrongLength { expected, got: outputs.len() },
            Ok(Err(error)) => BatchFailure::Failed(Arc::new(error)),
            Err(payload) => BatchFailure::Panicked(panic_message(payload.as_ref()).to_owned()),
        };
        let may_retry = self.station.settings.retry && !matches!(failure, BatchFailure::WrongLength { .. });
        if !may_retry || expected == 1 || items.len() != expected {
            return answers.extend(callers.into_iter().map(|caller| (caller, Err(failure.clone()))));
        }
        let members = items.into_iter().zip(callers).map(|(item, caller)| Member { item, caller });
        let mut members: Vec<_> = members.filter(|member| !member.caller.is_closed()).collect();
        self.counts.retried += members.len() as u64;
        let rest = members.split_off(members.len() / 2);
        for half in [members, rest] {
            if !half.is_empty() {
                self.attempt(half, whole, answers);
            }
        }
    }
}

impl<W: BatchWork> Drop for Running<W> {
    fn drop(&mut self) {
        self.station.end(self.batch.number, &self.batch.foreseen, self.work, &self.counts);
    }
}

/// Runs something and measures it, on whichever thread it is.
pub(super) fn measured<R>(function: impl FnOnce() -> R) -> (R, Usage) {
    thread_local! {
        static METER: Meter = Meter::open(SCHEDSTAT);
    }
    METER.with(|meter| {
        let begun = meter.read();
        let result = function();
        (result, begun.usage(&meter.read()))
    })
}

thread_local! {
    /// Those for whom this thread runs a batch.
    static CALLERS: RefCell<Option<Rc<dyn Callers>>> = const { RefCell::new(None) };
}

trait Callers {
    fn is_anybody_there(&self) -> bool;
}

impl<T> Callers for Vec<oneshot::Sender<T>> {
    fn is_anybody_there(&self) -> bool {
        self.iter().any(|caller| !caller.is_closed())
    }
}

/// Runs `work` for them, so that it may ask whether they are still there.
fn with_callers<W: BatchWork, R>(callers: Vec<Caller<W>>, work: impl FnOnce() -> R) -> (Vec<Caller<W>>, R) {
    let callers = Rc::new(callers);
    let before = CALLERS.replace(Some(callers.clone()));
    let result = work();
    CALLERS.set(before);
    (Rc::into_inner(callers).expect("nobody else keeps them"), result)
}

/// Says whether anybody still waits for the batch that the calling thread runs: long work may ask, and end early if not.
///
/// True outside a batch.
#[must_use]
pub fn is_wanted() -> bool {
    CALLERS.with_borrow(|callers| callers.as_ref().is_none_or(|callers| callers.is_anybody_there()))
}
