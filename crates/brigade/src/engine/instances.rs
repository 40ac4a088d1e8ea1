//! Holds the instances of an engine that are loaded; knows nobody who waits for one.
//!
//! Instances belong to a generation, which ends when the engine is replaced. What comes back from an earlier one is
//! dropped, so nobody meets what was replaced.

use std::sync::Arc;

use super::loader::Load;

/// Holds what is loaded of the latest generation, and what loads more of it.
pub(super) struct Instances<T> {
    generation: u64,
    load: Load<T>,
    /// Whether it is one value that somebody has made, of which no loader makes another.
    is_made: bool,
    shared: Option<Arc<T>>,
    /// Those that nobody has.
    free: Vec<T>,
    /// How many there are, free or not, beside the shared one.
    count: usize,
}

/// Says how an instance comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    Whole,
    /// Nobody knows in which state.
    Panicked,
    /// Who had it says that it is broken.
    Discarded,
}

/// Is how much of an engine is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loaded {
    pub(super) is_shared: bool,
    pub(super) count: usize,
    pub(super) free: usize,
}

impl<T> Instances<T> {
    /// Makes the first generation, of which nothing is loaded.
    pub(super) fn none(load: Load<T>) -> Self {
        Self { generation: 0, load, is_made: false, shared: None, free: Vec::new(), count: 0 }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Returns what loads the engine anew.
    pub(super) fn load(&self) -> Load<T> {
        self.load.clone()
    }

    pub(super) fn is_made(&self) -> bool {
        self.is_made
    }

    pub(super) fn loaded(&self) -> Loaded {
        Loaded { is_shared: self.shared.is_some(), count: self.count, free: self.free.len() }
    }

    /// Returns the one that all share.
    pub(super) fn shared(&self) -> Option<Arc<T>> {
        self.shared.clone()
    }

    /// Returns the one that all share. If there is none, one that nobody has becomes it.
    pub(super) fn share(&mut self) -> Option<Arc<T>> {
        if self.shared.is_none()
            && let Some(free) = self.free.pop()
        {
            self.count -= 1;
            self.shared = Some(Arc::new(free));
        }
        self.shared.clone()
    }

    /// Takes one that nobody has.
    pub(super) fn take(&mut self) -> Option<T> {
        self.free.pop()
    }

    /// Adds one that was loaded for `generation`; gives it back if that is over.
    pub(super) fn add(&mut self, instance: T, generation: u64) -> Option<T> {
        if generation != self.generation {
            return Some(instance);
        }
        self.count += 1;
        self.free.push(instance);
        None
    }

    /// Adds one that was taken from `generation`; gives it back if that is over.
    pub(super) fn put_back(&mut self, instance: T, generation: u64) -> Option<T> {
        if generation != self.generation {
            return Some(instance);
        }
        self.free.push(instance);
        None
    }

    /// Forgets one that was taken from `generation` and does not come back.
    pub(super) fn discard(&mut self, generation: u64) {
        if generation == self.generation {
            self.count -= 1;
        }
    }

    /// Begins a generation of other instances, of which `load` loads more, and returns what is left of the last one.
    pub(super) fn replace(&mut self, shared: Option<T>, free: Vec<T>, load: Load<T>) -> Self {
        let (generation, count) = (self.generation + 1, free.len());
        let next = Self { generation, load, is_made: false, shared: shared.map(Arc::new), free, count };
        std::mem::replace(self, next)
    }

    /// Begins a generation of one value, and returns what is left of the last one. What loads the engine anew is as it was.
    pub(super) fn replace_by_one(&mut self, value: T) -> Self {
        let (shared, free) = if self.shared.is_some() { (Some(value), Vec::new()) } else { (None, vec![value]) };
        let last = self.replace(shared, free, self.load());
        self.is_made = true;
        last
    }
}
