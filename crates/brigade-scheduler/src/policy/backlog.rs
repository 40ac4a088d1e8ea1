//! The jobs of one kind that wait.

use std::{collections::BTreeMap, time::Duration};

use super::Entry;

/// Jobs by number, the oldest first. Any of them can be taken out.
#[derive(Debug)]
pub(super) struct Backlog<J>(BTreeMap<u64, Waiting<J>>);

#[derive(Debug)]
pub(super) struct Waiting<J> {
    pub(super) arrived: Duration,
    /// When its answer is worth nothing any more; `None` is never.
    pub(super) deadline: Option<Duration>,
    pub(super) entry: Entry,
    pub(super) job: J,
}

impl<J> Default for Backlog<J> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<J> Backlog<J> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn add(&mut self, id: u64, waiting: Waiting<J>) {
        self.0.insert(id, waiting);
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Waiting<J>> {
        self.0.remove(&id)
    }

    pub(super) fn oldest(&self) -> Option<u64> {
        self.0.first_key_value().map(|(id, _)| *id)
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = J> + use<J> {
        std::mem::take(&mut self.0).into_values().map(|waiting| waiting.job)
    }
}
