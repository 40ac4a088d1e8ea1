//! Threads that sleep until there is something to do. The one that slept last is woken first: its stack and caches are
//! warm, and the others can reach their idle time and end.
//!
//! The stack is part of a state behind a lock: a thread lies down under it, and who wakes a thread takes it off under
//! it; the sleep itself and the call that ends it happen without. A call that comes before the sleep ends it at once.

use std::time::Duration;

use crate::sync::{Thread, current, park_timeout};

/// Is a stack of threads that sleep, or are about to.
#[derive(Debug, Default)]
pub(crate) struct Idle(Vec<Thread>);

impl Idle {
    /// Lays the calling thread down. It sleeps when it calls [`sleep`], without the lock.
    pub(crate) fn lie_down(&mut self) {
        self.0.push(current());
    }

    /// Takes off the thread that lay down last. Once without the lock, call its [`Thread::unpark`].
    pub(crate) fn wake(&mut self) -> Option<Thread> {
        self.0.pop()
    }

    /// Whether nobody has woken the calling thread.
    pub(crate) fn has_this_thread(&self) -> bool {
        self.place().is_some()
    }

    /// Takes the calling thread off; `false` if somebody was faster and has woken it.
    pub(crate) fn get_up(&mut self) -> bool {
        self.place().map(|place| self.0.remove(place)).is_some()
    }

    fn place(&self) -> Option<usize> {
        let this = current().id();
        self.0.iter().position(|thread| thread.id() == this)
    }
}

/// Waits for a call, or for so long, or for no reason: whoever returns asks [`Idle::has_this_thread`].
pub(crate) fn sleep(time: Duration) {
    park_timeout(time);
}
