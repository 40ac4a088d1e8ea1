//! What `src/sync.rs` names, from loom.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        LockResult, TryLockError, TryLockResult,
        atomic::Ordering::{Acquire, Relaxed, Release},
    },
    time::Duration,
};

use loom::sync::Condvar;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, fence};

loom::thread_local! {
    static THIS: Thread = Thread { called: loom::sync::Arc::default() };
}

/// A thread that may be called. loom's own forgets a call that comes while the thread waits for a lock.
#[derive(Debug, Clone)]
pub(crate) struct Thread {
    called: loom::sync::Arc<(loom::sync::Mutex<bool>, Condvar)>,
}

pub(crate) fn current() -> Thread {
    THIS.with(Thread::clone)
}

/// Time does not pass in a model: nobody wakes up because of it.
pub(crate) fn park_timeout(_: Duration) {
    let (called, call) = &*current().called;
    let mut called = called.lock().expect("no thread panics");
    while !*called {
        called = call.wait(called).expect("no thread panics");
    }
    *called = false;
}

impl Thread {
    pub(crate) fn id(&self) -> *const () {
        (&raw const *self.called).cast()
    }

    pub(crate) fn unpark(&self) {
        *self.called.0.lock().expect("no thread panics") = true;
        self.called.1.notify_one();
    }
}

/// Locks as the standard library's does: an exchange to lock, a store to unlock. loom's own mutex has no moment at
/// which another thread fails to lock it.
#[derive(Debug)]
pub(crate) struct Mutex<T> {
    is_locked: AtomicBool,
    waiting: loom::sync::Mutex<()>,
    unlocked: Condvar,
    /// Never contended, as `is_locked` says who may have it.
    value: std::sync::Mutex<T>,
}

#[derive(Debug)]
pub(crate) struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// `None` once it is unlocked.
    value: Option<std::sync::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        let (waiting, unlocked) = (loom::sync::Mutex::new(()), Condvar::new());
        Self { is_locked: AtomicBool::new(false), waiting, unlocked, value: std::sync::Mutex::new(value) }
    }

    pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        if let Ok(guard) = self.try_lock() {
            return Ok(guard);
        }
        let mut waiting = self.waiting.lock().expect("no thread panics");
        loop {
            if let Ok(guard) = self.try_lock() {
                return Ok(guard);
            }
            waiting = self.unlocked.wait(waiting).expect("no thread panics");
        }
    }

    pub(crate) fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if self.is_locked.compare_exchange(false, true, Acquire, Relaxed).is_err() {
            return Err(TryLockError::WouldBlock);
        }
        let value = self.value.try_lock().expect("the flag was not set");
        Ok(MutexGuard { mutex: self, value: Some(value) })
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return; // The model has failed, and is not asked any more.
        }
        self.value = None;
        self.mutex.is_locked.store(false, Release);
        drop(self.mutex.waiting.lock().expect("no thread panics"));
        self.mutex.unlocked.notify_all();
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("it is locked")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("it is locked")
    }
}
