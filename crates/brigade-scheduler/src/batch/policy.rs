//! Decides which items wait and which go together. No threads, no clocks.
//!
//! **Order.** Items wait in *turns*. The items of one call have a turn each, one after another; a new call begins in the
//! turn after the one that is served. So a call with a thousand items and calls with one take turns, and a turn that has
//! begun gets no more items, so none waits for ever.

use std::{collections::BTreeMap, time::Duration};

use crate::policy::{Reason, Refusal};

/// What bounds a batch and the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) max: usize,
    pub(super) cost_max: Option<u64>,
    pub(super) queue_max: usize,
}

/// An item that comes.
pub(super) struct Arrival<J> {
    pub(super) cost: u64,
    pub(super) job: J,
}

/// Where an item waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    turn: u64,
    id: u64,
}

/// An item that waits.
pub(super) struct Waiting<J> {
    pub(super) cost: u64,
    pub(super) arrived: Duration,
    deadline: Option<Duration>,
    pub(super) job: J,
}

/// What a runner takes out of the queue.
pub(super) struct Pack<J> {
    /// They go together.
    pub(super) batch: Vec<Waiting<J>>,
    /// Their time is over.
    pub(super) expired: Vec<J>,
}

/// The queue.
pub(super) struct Policy<J> {
    limits: Limits,
    waiting: BTreeMap<Key, Waiting<J>>,
    id_next: u64,
    /// The turn of the oldest item that was served last.
    turn: u64,
}

impl<J> Policy<J> {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, waiting: BTreeMap::new(), id_next: 0, turn: 0 }
    }

    /// How many items wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Queues the items of one call, or gives them back.
    pub(super) fn arrive(
        &mut self,
        arrivals: Vec<Arrival<J>>,
        deadline: Option<Duration>,
        now: Duration,
    ) -> Result<Vec<Key>, (Refusal, Vec<Arrival<J>>)> {
        if self.waiting.len() + arrivals.len() > self.limits.queue_max {
            return Err((FULL, arrivals));
        }
        let first = self.turn + 1;
        let queue = |(turn, Arrival { cost, job })| {
            let key = Key { turn, id: self.id_next };
            self.id_next += 1;
            self.waiting.insert(key, Waiting { cost, arrived: now, deadline, job });
            key
        };
        Ok((first..).zip(arrivals).map(queue).collect())
    }

    /// Says whether an item would be queued.
    pub(super) fn admit(&self) -> Result<(), Refusal> {
        if self.waiting.len() < self.limits.queue_max { Ok(()) } else { Err(FULL) }
    }

    /// Takes out an item whose caller has left.
    pub(super) fn withdraw(&mut self, key: Key) -> Option<J> {
        self.waiting.remove(&key).map(|waiting| waiting.job)
    }

    /// Takes out what goes together now, the oldest first; `others` more runners come for a share of what waits.
    pub(super) fn pack(&mut self, others: usize, now: Duration) -> Pack<J> {
        let late = |waiting: &Waiting<J>| waiting.deadline.is_some_and(|deadline| deadline <= now);
        let expired = self.waiting.extract_if(.., |_, waiting| late(waiting)).map(|(_, waiting)| waiting.job).collect();
        let share = self.waiting.len().div_ceil(others + 1).min(self.limits.max);
        let mut batch: Vec<Waiting<J>> = Vec::with_capacity(share);
        let mut cost_most = 0;
        while batch.len() < share
            && let Some(oldest) = self.waiting.first_entry()
        {
            cost_most = oldest.get().cost.max(cost_most);
            let cost = cost_most.saturating_mul(batch.len() as u64 + 1);
            if !batch.is_empty() && self.limits.cost_max.is_some_and(|most| cost > most) {
                break;
            }
            if batch.is_empty() {
                self.turn = oldest.key().turn;
            }
            batch.push(oldest.remove());
        }
        Pack { batch, expired }
    }

    /// Takes out everything.
    pub(super) fn close(&mut self) -> impl Iterator<Item = J> + use<J> {
        std::mem::take(&mut self.waiting).into_values().map(|waiting| waiting.job)
    }
}

const FULL: Refusal = Refusal { reason: Reason::Full, retry_after: Duration::from_secs(1) };
