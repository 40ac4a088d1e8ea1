//! Lends an instance of an engine to one function.

use std::ops::{Deref, DerefMut};

use super::{Engine, exclusive::Turn, instances::Left};

/// Is an instance of an engine that nobody else has until this is dropped.
///
/// After a panic the instance is dropped too: nobody knows in which state it was left. Another is loaded when it is needed.
pub struct Lease<T: Send + Sync + 'static> {
    /// `None` only once it has been given back.
    instance: Option<T>,
    generation: u64,
    engine: Engine<T>,
    /// Let go once the instance is back.
    _turn: Turn,
}

impl<T: Send + Sync + 'static> Lease<T> {
    pub(super) fn new(instance: T, generation: u64, engine: Engine<T>, mut turn: Turn) -> Self {
        turn.begin();
        Self { instance: Some(instance), generation, engine, _turn: turn }
    }

    /// Drops the instance instead of giving it back, as after a panic: for those that have found it to be broken.
    pub fn discard(mut self) {
        if let Some(instance) = self.instance.take() {
            self.engine.give_back(instance, self.generation, Left::Discarded);
        }
    }
}

impl<T: Send + Sync + 'static> Deref for Lease<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.instance.as_ref().expect("a lease has its instance until it is dropped")
    }
}

impl<T: Send + Sync + 'static> DerefMut for Lease<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.instance.as_mut().expect("a lease has its instance until it is dropped")
    }
}

impl<T: Send + Sync + 'static> Drop for Lease<T> {
    fn drop(&mut self) {
        if let Some(instance) = self.instance.take() {
            let left = if std::thread::panicking() { Left::Panicked } else { Left::Whole };
            self.engine.give_back(instance, self.generation, left);
        }
    }
}

impl<T: Send + Sync + 'static> std::fmt::Debug for Lease<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Lease").field("engine", &self.engine).finish_non_exhaustive()
    }
}
