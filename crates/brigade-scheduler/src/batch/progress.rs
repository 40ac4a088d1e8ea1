//! Threads that sleep until they have their answer, or can work for it.

use std::sync::{
    Condvar, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering::SeqCst, fence},
};

/// Wakes threads that wait for an answer. What happens is told here afterwards; so whoever reads [`seen`](Self::seen), then looks,
/// and then sleeps, misses nothing.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Threads that look and sleep: as long as there are none, nobody takes the lock.
    sleepers: AtomicUsize,
    /// How often something has happened while there were some.
    happened: Mutex<u64>,
    changed: Condvar,
}

impl Progress {
    /// Lets a thread look and sleep until it has what it waits for.
    pub(super) fn during<R>(&self, wait: impl FnOnce() -> R) -> R {
        self.sleepers.fetch_add(1, SeqCst);
        // Before this thread looks: whoever does not see it among the sleepers has done its part before.
        fence(SeqCst);
        let result = wait();
        self.sleepers.fetch_sub(1, SeqCst);
        result
    }

    /// Returns how much has happened.
    pub(super) fn seen(&self) -> u64 {
        *self.happened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps until more than `seen` has happened.
    pub(super) fn sleep(&self, seen: u64) {
        let happened = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(happened, |happened| *happened == seen));
    }

    /// Says that answers were sent or a runner was.
    pub(super) fn happen(&self) {
        fence(SeqCst);
        if self.sleepers.load(SeqCst) > 0 {
            *self.happened.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            self.changed.notify_all();
        }
    }
}
