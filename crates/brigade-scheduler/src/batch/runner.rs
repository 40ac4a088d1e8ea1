//! What a runner does: it takes a batch, runs it and tells the callers. And what a thread does that waits for its item.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::{Arc, MutexGuard, PoisonError},
};

use tokio::{
    runtime::Handle,
    sync::oneshot::{self, error::TryRecvError},
};

use super::{Answer, BatchFailure, BatchWork, Batches, Caller, Counts, Member, State};
use crate::{
    job::{Called, JobError, Slot, Task, panic_message},
    meter::{Meter, SCHEDSTAT},
    policy::{Entry, Kind, Size, Usage},
};

/// Sends a runner for the batch that is next: it is queued wherever the caller is, and never refused.
pub(super) fn send<W: BatchWork>(batches: Arc<Batches<W>>) {
    let (pool, record) = (batches.pool.clone(), batches.record.clone());
    let ticket = pool.ticket(Kind { operation: record.number, size: Size::Small });
    let task = Task::Call(Box::new(Runner { batches, handle: Handle::try_current().ok() }));
    pool.submit(&record, ticket, Entry::Again, task);
}

/// A job that runs one batch, of whatever waits when it starts.
struct Runner<W: BatchWork> {
    batches: Arc<Batches<W>>,
    handle: Option<Handle>,
}

impl<W: BatchWork> Called for Runner<W> {
    fn call(self: Box<Self>, slot: Slot<'_>) {
        let _entered = self.handle.as_ref().map(Handle::enter);
        match Batches::begin(&self.batches, self.batches.state()) {
            Some(running) => running.run(Some(slot)),
            None => slot.unused(),
        }
    }

    fn refuse(self: Box<Self>, _: JobError) {
        self.batches.close();
    }
}

/// A batch that runs; another may when this is dropped.
struct Running<W: BatchWork> {
    batches: Arc<Batches<W>>,
    members: Vec<Member<W>>,
    /// What is to be counted once it is over.
    counts: Counts,
}

impl<W: BatchWork> Batches<W> {
    /// Takes out what goes together, for a runner that was sent for; `None` if nothing waits, or a thread that waited for
    /// its item was faster.
    fn begin(this: &Arc<Self>, mut state: MutexGuard<'_, State<W>>) -> Option<Running<W>> {
        let now = this.now();
        let others = state.sent.checked_sub(1)?;
        state.sent = others;
        let pack = state.policy.pack(others, now);
        state.counts.expired += pack.expired.len() as u64;
        let size = pack.batch.len();
        if size > 0 {
            let own: u64 = pack.batch.iter().map(|waiting| waiting.cost).sum();
            let most = pack.batch.iter().map(|waiting| waiting.cost).max().unwrap_or_default();
            state.running += 1;
            state.counts.batch(size);
            state.counts.cost += own;
            state.counts.padding += most.saturating_mul(size as u64) - own;
        }
        drop(state);
        if !pack.expired.is_empty() {
            for member in pack.expired {
                drop(member.caller.send(Err(BatchFailure::Expired)));
            }
            this.progressed(&this.state());
        }
        pack.batch.iter().for_each(|waiting| this.queue_wait.add(now.saturating_sub(waiting.arrived)));
        let members = pack.batch.into_iter().map(|waiting| waiting.job).collect();
        (size > 0).then(|| Running { batches: this.clone(), members, counts: Counts::default() })
    }

    /// Waits until there is an answer. A thread of the pool works until then, if it can: what it waits for may have no
    /// other thread.
    pub(super) fn wait_for(self: Arc<Self>, receiver: &mut oneshot::Receiver<Answer<W>>) -> Answer<W> {
        let works = self.pool.runs_here();
        let mut state = self.state();
        loop {
            // Whoever has an answer sends it first and then takes the lock, so none comes unseen between here and `wait`.
            match receiver.try_recv() {
                Ok(answer) => return answer,
                Err(TryRecvError::Closed) => return Err(BatchFailure::Closed),
                Err(TryRecvError::Empty) => {}
            }
            if works && state.sent > 0 {
                // In place of a runner that was sent for, which will find what is left or nothing.
                let running = Self::begin(&self, state);
                if let Some(running) = running {
                    running.run(None);
                }
                state = self.state();
            } else {
                state.waiting += 1;
                state = self.progress.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.waiting -= 1;
            }
        }
    }
}

impl<W: BatchWork> Running<W> {
    /// Runs the batch, gives `slot` back and tells the callers.
    fn run(mut self, slot: Option<Slot<'_>>) {
        let members = std::mem::take(&mut self.members);
        let mut answers = Vec::with_capacity(members.len());
        self.attempt(members, &mut answers);
        // The callers' next jobs must find the place free.
        drop(slot);
        for (caller, answer) in answers {
            self.counts.failed += u64::from(answer.is_err());
            drop(caller.send(answer));
        }
    }

    /// Works on the items, and on each half alone if that fails.
    fn attempt(&mut self, members: Vec<Member<W>>, answers: &mut Vec<(Caller<W>, Answer<W>)>) {
        let (mut items, callers): (Vec<_>, Vec<_>) =
            members.into_iter().map(|member| (member.item, member.caller)).unzip();
        let expected = callers.len();
        let batches = self.batches.clone();
        let work = || measured(|| catch_unwind(AssertUnwindSafe(|| batches.work.run(&mut items))));
        let (callers, (result, usage)) = with_callers::<W, _>(callers, work);
        self.counts.cpu += usage.cpu;
        self.counts.wall += usage.wall;
        let failure = match result {
            Ok(Ok(outputs)) if outputs.len() == expected => {
                return answers.extend(callers.into_iter().zip(outputs.into_iter().map(Ok)));
            }
            Ok(Ok(outputs)) => BatchFailure::WrongLength { expected, got: outputs.len() },
            Ok(Err(error)) => BatchFailure::Failed(Arc::new(error)),
            Err(payload) => BatchFailure::Panicked(panic_message(payload.as_ref()).to_owned()),
        };
        let may_retry = self.batches.settings.retry && !matches!(failure, BatchFailure::WrongLength { .. });
        if !may_retry || expected == 1 || items.len() != expected {
            return answers.extend(callers.into_iter().map(|caller| (caller, Err(failure.clone()))));
        }
        let members = items.into_iter().zip(callers).map(|(item, caller)| Member { item, caller });
        let mut members: Vec<_> = members.filter(|member| !member.caller.is_closed()).collect();
        self.counts.retried += members.len() as u64;
        let rest = members.split_off(members.len() / 2);
        for half in [members, rest] {
            if !half.is_empty() {
                self.attempt(half, answers);
            }
        }
    }
}

impl<W: BatchWork> Drop for Running<W> {
    fn drop(&mut self) {
        let mut state = self.batches.state();
        state.running -= 1;
        state.counts.cpu += self.counts.cpu;
        state.counts.wall += self.counts.wall;
        state.counts.retried += self.counts.retried;
        state.counts.failed += self.counts.failed;
        self.batches.progressed(&state);
        self.batches.send(state);
    }
}

/// Runs something and measures it, on whichever thread it is.
fn measured<R>(function: impl FnOnce() -> R) -> (R, Usage) {
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
