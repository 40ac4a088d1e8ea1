//! Keeps what a call needs to itself for the next one.

use std::sync::{Mutex, PoisonError};

/// Things of which as many are made as are in use at once.
pub(crate) struct Spare<T>(Mutex<Vec<T>>);

impl<T> Spare<T> {
    pub(crate) fn of(first: T) -> Self {
        Self(Mutex::new(vec![first]))
    }

    /// Calls `work` with one that nobody else has; `make` makes it if there is none.
    pub(crate) fn with<R, E>(
        &self,
        make: impl FnOnce() -> Result<T, E>,
        work: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<R, E> {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut own = spare.map_or_else(make, Ok)?;
        let result = work(&mut own);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(own);
        result
    }
}
