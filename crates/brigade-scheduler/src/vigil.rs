//! What the watchdog and everybody else tell each other, without a lock on the paths that jobs and polls take.

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicU8, AtomicU64,
            Ordering::{AcqRel, Relaxed},
        },
    },
    thread::Thread,
    time::Duration,
};

use tokio::runtime::Handle;

use crate::seat::{Seat, Sitting};

/// How the watchdog of a pool is doing.
#[derive(Debug, Default)]
pub(crate) struct Vigil {
    state: AtomicU8,
    thread: Mutex<Option<Thread>>,
    /// The runtime whose threads are watched.
    runtime: Mutex<Option<Handle>>,
    /// The places of the pool's threads.
    seats: Mutex<Vec<Arc<Seat>>>,
    notes: Mutex<Vec<&'static str>>,
    /// Until when heavy jobs pause, in nanoseconds from the making of the pool.
    pause: AtomicU64,
    /// Which part of the CPU quota the process uses, in thousandths; 0 without one.
    duty: AtomicU64,
    /// In how many periods the process was stopped for its quota.
    throttled: AtomicU64,
}

/// Nobody has started it.
const ABSENT: u8 = 0;
/// It looks every few milliseconds.
const AWAKE: u8 = 1;
/// There has been nothing to look at for a while.
const RESTING: u8 = 2;
/// The pool is closed.
const ENDED: u8 = 3;

/// How long the watchdog rests at most. Whoever polls next wakes it, but looks at its state without waiting for other
/// cores to agree on it: a poll that begins in that very moment is found after this time.
const REST: Duration = Duration::from_secs(1);

impl Vigil {
    /// Says that there is something to look at. Returns whether there is no watchdog, and the caller has to start one.
    #[inline]
    pub(crate) fn rouse(&self) -> bool {
        self.state.load(Relaxed) != AWAKE && self.rouse_slowly()
    }

    #[cold]
    fn rouse_slowly(&self) -> bool {
        if self.becomes(RESTING, AWAKE) {
            self.unpark();
        }
        self.becomes(ABSENT, AWAKE)
    }

    /// The calling thread is the watchdog from now on.
    pub(crate) fn begin(&self) {
        *lock(&self.thread) = Some(std::thread::current());
    }

    /// Sleeps, as there is nothing to look at, until somebody rouses the watchdog or a second is over. Returns whether
    /// somebody did.
    pub(crate) fn rest(&self) -> bool {
        if !self.becomes(AWAKE, RESTING) {
            return false;
        }
        std::thread::park_timeout(REST);
        !self.becomes(RESTING, AWAKE)
    }

    /// Ends the watchdog.
    pub(crate) fn end(&self) {
        self.state.store(ENDED, Relaxed);
        self.unpark();
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.state.load(Relaxed) == ENDED
    }

    #[cfg(test)]
    pub(crate) fn is_resting(&self) -> bool {
        self.state.load(Relaxed) == RESTING
    }

    fn unpark(&self) {
        if let Some(thread) = &*lock(&self.thread) {
            thread.unpark();
        }
    }

    fn becomes(&self, before: u8, after: u8) -> bool {
        self.state.compare_exchange(before, after, AcqRel, Relaxed).is_ok()
    }

    pub(crate) fn attach(&self, runtime: Handle) {
        *lock(&self.runtime) = Some(runtime);
    }

    pub(crate) fn runtime(&self) -> Option<Handle> {
        lock(&self.runtime).clone()
    }

    /// Gives the calling thread, which is the pool's, a place where the watchdog sees it.
    pub(crate) fn sit_down(&self) -> Seated<'_> {
        let seat = Arc::new(Seat::new());
        lock(&self.seats).push(seat.clone());
        Seated { vigil: self, seat }
    }

    /// Finds out what the pool's threads run.
    pub(crate) fn look_at_seats(&self, sitting: &mut Vec<(Sitting, Arc<Seat>)>) {
        sitting.clear();
        let seats = lock(&self.seats);
        sitting.extend(seats.iter().filter_map(|seat| Some((seat.look()?, seat.clone()))));
    }

    /// Says until when heavy jobs pause, and which part of the CPU quota the process may use, if it has one.
    pub(crate) fn pace(&self, until: Duration, duty: Option<f64>) {
        self.pause.store(u64::try_from(until.as_nanos()).unwrap_or(u64::MAX), Relaxed);
        self.duty.store((duty.unwrap_or(0.0) * 1_000.0).round() as u64, Relaxed);
    }

    /// Returns how long a heavy job that would start `now` has to pause.
    pub(crate) fn pause(&self, now: Duration) -> Duration {
        Duration::from_nanos(self.pause.load(Relaxed)).saturating_sub(now)
    }

    pub(crate) fn duty(&self) -> Option<f64> {
        let thousandths = self.duty.load(Relaxed);
        (thousandths > 0).then_some(thousandths as f64 / 1_000.0)
    }

    /// Remembers in how many periods the process was stopped for its CPU quota so far.
    pub(crate) fn count_throttled(&self, periods: u64) {
        self.throttled.store(periods, Relaxed);
    }

    pub(crate) fn throttled(&self) -> u64 {
        self.throttled.load(Relaxed)
    }

    /// Remembers what cannot be done on this system, for people to read; once each.
    pub(crate) fn note(&self, note: &'static str) {
        let mut notes = lock(&self.notes);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    pub(crate) fn notes(&self) -> Vec<&'static str> {
        lock(&self.notes).clone()
    }
}

/// The place of the calling thread, until it ends.
#[derive(Debug)]
pub(crate) struct Seated<'a> {
    vigil: &'a Vigil,
    seat: Arc<Seat>,
}

impl Seated<'_> {
    pub(crate) fn seat(&self) -> Arc<Seat> {
        self.seat.clone()
    }
}

impl Deref for Seated<'_> {
    type Target = Seat;

    fn deref(&self) -> &Seat {
        &self.seat
    }
}

impl Drop for Seated<'_> {
    fn drop(&mut self) {
        lock(&self.vigil.seats).retain(|seat| !Arc::ptr_eq(seat, &self.seat));
    }
}

/// No user code runs under these locks, so what they hold is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
