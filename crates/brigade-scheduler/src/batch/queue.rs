//! The items that wait, in their order.
//!
//! They wait in *turns*. The items of one call have a turn each, one after another, and a new call begins in the turn after
//! the one that is served. So a call with a thousand items and calls with one take turns; and as a turn that is served
//! gets no more items, none waits for ever.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

/// An item that comes.
pub(super) struct Arrival<J> {
    /// A number that no other item has.
    pub(super) id: u64,
    pub(super) cost: u64,
    pub(super) job: J,
}

/// An item that waits.
pub(super) struct Waiting<J> {
    pub(super) cost: u64,
    pub(super) arrived: Duration,
    pub(super) deadline: Duration,
    /// When it was foreseen to be done.
    pub(super) predicted: Duration,
    /// Its part of a batch, in seconds, as foreseen when it came.
    pub(super) work: f64,
    pub(super) job: J,
}

/// Where an item waits; the oldest has the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    turn: u64,
    id: u64,
}

pub(super) struct Queue<J> {
    waiting: BTreeMap<Key, Waiting<J>>,
    /// By the number of the item.
    turns: HashMap<u64, u64>,
    /// The turn that is served.
    turn: u64,
    /// The work of all, in seconds.
    work: f64,
}

impl<J> Queue<J> {
    pub(super) fn new() -> Self {
        Self { waiting: BTreeMap::new(), turns: HashMap::new(), turn: 0, work: 0.0 }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn work(&self) -> f64 {
        self.work
    }

    /// Adds the items of one call, which are numbered.
    pub(super) fn join(&mut self, items: impl Iterator<Item = (u64, Waiting<J>)>) {
        for (turn, (id, waiting)) in (self.turn + 1..).zip(items) {
            self.work += waiting.work;
            self.turns.insert(id, turn);
            self.waiting.insert(Key { turn, id }, waiting);
        }
    }

    /// Its turn is served.
    pub(super) fn serve(&mut self, key: Key) {
        self.turn = key.turn;
    }

    /// Returns all items, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Key, &Waiting<J>)> {
        self.waiting.iter().map(|(&key, waiting)| (key, waiting))
    }

    pub(super) fn get(&self, key: Key) -> Option<&Waiting<J>> {
        self.waiting.get(&key)
    }

    pub(super) fn take(&mut self, key: Key) -> Option<Waiting<J>> {
        let waiting = self.waiting.remove(&key)?;
        self.turns.remove(&key.id);
        // Sums of fractions drift; an empty queue has no work.
        self.work = if self.waiting.is_empty() { 0.0 } else { self.work - waiting.work };
        Some(waiting)
    }

    pub(super) fn take_by_id(&mut self, id: u64) -> Option<Waiting<J>> {
        let turn = *self.turns.get(&id)?;
        self.take(Key { turn, id })
    }
}
