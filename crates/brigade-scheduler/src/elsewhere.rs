//! Work that another thread does for one that waits for it.
//!
//! Some libraries compute on threads of their own only. Who calls them sleeps meanwhile, so the calling job would be taken for one
//! that waits: it would weigh nothing, and as many would run at once as there are threads. [`work_elsewhere`] tells.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{
    meter::{count_elsewhere, thread_cpu},
    stamp::this_thread,
};

/// Calls `send`, which has another thread do the work that it gets and returns when it is done. What the work takes
/// there counts as the calling thread's, so the job that waits is one that works.
///
/// For libraries that compute on threads of their own, whatever they are asked for. The other thread should do nothing else
/// meanwhile, and one thread of the library's for each that calls it is best: calls that share one wait for each other.
///
/// ```
/// # use brigade_scheduler::work_elsewhere;
/// let primes = work_elsewhere(
///     |work| std::thread::scope(|scope| scope.spawn(work).join().expect("it ends")),
///     || (2..1_000_u32).filter(|number| (2..*number).all(|divisor| number % divisor != 0)).count(),
/// );
/// assert_eq!(primes, 168);
/// ```
///
/// # Panics
///
/// If `send` does not have the work done, and as `send` does.
pub fn work_elsewhere<R: Send>(send: impl FnOnce(&mut (dyn FnMut() + Send)), work: impl FnOnce() -> R + Send) -> R {
    let (caller, begun) = (this_thread(), Instant::now());
    let (mut work, mut done) = (Some(work), None);
    {
        let _away = Away::from(caller);
        send(&mut || {
            if let Some(work) = work.take() {
                let before = thread_cpu();
                let result = work();
                done = Some((result, thread_cpu().saturating_sub(before), Instant::now(), this_thread()));
            }
        });
    }
    let (result, cpu, ended, worker) = done.expect("`send` has the work done before it returns");
    // The calling thread's own work is counted as it is.
    if worker != caller {
        // Whoever works and has no core waits for one.
        count_elsewhere(cpu, ended.duration_since(begun).saturating_sub(cpu));
    }
    result
}

/// Whether the thread waits for another one that works in its place.
pub(crate) fn works_elsewhere(thread: u32) -> bool {
    away().contains(&thread)
}

/// The threads that wait: few, as each has work done on a core.
static AWAY: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn away() -> MutexGuard<'static, Vec<u32>> {
    AWAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Holds a thread among those that wait.
struct Away(u32);

impl Away {
    fn from(thread: u32) -> Self {
        away().push(thread);
        Self(thread)
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        let mut away = away();
        if let Some(place) = away.iter().position(|&thread| thread == self.0) {
            away.swap_remove(place);
        }
    }
}
