//! The jobs of one kind that wait.

use std::{collections::BTreeMap, time::Duration};

use super::Entry;

/// Jobs by number: older ones have smaller numbers. Any of them can be taken out.
#[derive(Debug)]
pub(super) struct Backlog<J> {
    /// Those that may still be refused.
    new: BTreeMap<u64, Waiting<J>>,
    /// Those that were admitted before.
    again: BTreeMap<u64, Waiting<J>>,
}

#[derive(Debug)]
pub(super) struct Waiting<J> {
    pub(super) arrived: Duration,
    pub(super) deadline: Option<Duration>,
    pub(super) entry: Entry,
    pub(super) job: J,
}

/// Which job is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    OldestFirst,
    /// Jobs that were admitted before come first all the same: they are to be done with.
    NewestFirst,
}

/// Says which of two jobs is next: the one of the lower rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u8, u64);

impl<J> Default for Backlog<J> {
    fn default() -> Self {
        Self { new: BTreeMap::new(), again: BTreeMap::new() }
    }
}

impl<J> Backlog<J> {
    pub(super) fn len(&self) -> usize {
        self.new.len() + self.again.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.again.is_empty()
    }

    pub(super) fn add(&mut self, id: u64, waiting: Waiting<J>) {
        let jobs = if waiting.entry == Entry::Again { &mut self.again } else { &mut self.new };
        jobs.insert(id, waiting);
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Waiting<J>> {
        self.new.remove(&id).or_else(|| self.again.remove(&id))
    }

    /// The job that is next, and its rank: across backlogs, too, the one of the lowest is next.
    pub(super) fn next(&self, order: Order) -> Option<(Rank, u64)> {
        let (new, again) = (self.new.keys(), self.again.keys());
        let new = match order {
            Order::OldestFirst => new.take(1).next().map(|&id| (Rank(0, id), id)),
            Order::NewestFirst => new.last().map(|&id| (Rank(1, u64::MAX - id), id)),
        };
        again.take(1).map(|&id| (Rank(0, id), id)).chain(new).min()
    }

    /// The oldest job that may be refused, and since when it waits.
    pub(super) fn oldest(&self) -> Option<(u64, Duration)> {
        self.new.first_key_value().map(|(id, waiting)| (*id, waiting.arrived))
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = J> + use<J> {
        let (new, again) = (std::mem::take(&mut self.new), std::mem::take(&mut self.again));
        again.into_values().chain(new.into_values()).map(|waiting| waiting.job)
    }
}
