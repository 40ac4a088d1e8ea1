//! A state that changes by messages, which are applied by whichever thread is there.
//!
//! ```text
//!  send: push ─▶ fence ─▶ try to lock ─┬─▶ locked: apply all messages, unlock, what follows ─▶ fence ─▶ more? ─▶ again
//!                                      └─▶ somebody else has it: that thread looks again after it unlocks
//! ```
//!
//! The invariant: *when nobody holds the lock and nobody is about to look, there is no message.* A thread that
//! fails to lock has pushed before; the holder unlocks and looks after. The two fences put one before the other: either
//! the sender finds the lock free, or the holder finds the message.
//!
//! So a sender never waits, not even for a holder of low priority that has no core. What follows from the messages
//! (wake-ups, new threads, drops of what belongs to users) is done without the lock.

use std::sync::{PoisonError, TryLockError, atomic::Ordering::SeqCst};

use crate::{
    inbox::{Inbox, Taken},
    sync::{Mutex, MutexGuard, fence},
};

/// Is a state that changes by messages.
#[derive(Debug)]
pub(crate) struct Combining<M, S> {
    inbox: Inbox<M>,
    state: Mutex<S>,
}

impl<M, S> Combining<M, S> {
    pub(crate) fn new(state: S) -> Self {
        Self { inbox: Inbox::new(), state: Mutex::new(state) }
    }

    /// Leaves a message, which is not applied before somebody [attends](Self::attend).
    pub(crate) fn push(&self, message: M) {
        self.inbox.push(message);
    }

    /// Applies the messages that there are and does what follows; unless another thread is at it, which will then.
    pub(crate) fn attend<A>(&self, mut apply: impl FnMut(&mut S, Taken<M>) -> A, mut follow: impl FnMut(A)) {
        loop {
            fence(SeqCst);
            if self.inbox.is_empty() {
                return;
            }
            let mut state = match self.state.try_lock() {
                Ok(state) => state,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            let aftermath = apply(&mut state, self.inbox.take_all());
            drop(state);
            follow(aftermath);
        }
    }

    /// Waits for the state, and takes the messages that came before. Who calls this attends once the state is unlocked,
    /// as others may have left messages meanwhile.
    pub(crate) fn lock(&self) -> (MutexGuard<'_, S>, Taken<M>) {
        // No user code runs under the lock, so a poisoned state is a whole one.
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state, self.inbox.take_all())
    }
}
