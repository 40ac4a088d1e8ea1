//! What a thread is for: how the threads that work start, and what the system is told about each.

use std::{io, sync::Once};

use crate::budget;
#[cfg(target_os = "linux")]
use crate::slice;

/// By how much a thread that works is nicer than the process.
///
/// On two saturated cores a fast endpoint's p99 stayed at 0.10–0.24 ms with +5, was 1.2–2.2 ms with 0, and was no
/// better with +19; the pool's own throughput did not change.
#[cfg(target_os = "linux")]
const NICE: i32 = 5;

/// Starts a thread named `name`, of at most 15 bytes, that runs `body`, which is told whether the thread yields to others.
/// Whoever starts it keeps the books of what it uses.
///
/// # Errors
///
/// When the operating system refuses, as it does at the limit of processes.
#[expect(clippy::disallowed_methods, reason = "the one place that starts threads")]
pub(crate) fn start(name: &str, body: impl FnOnce(bool) + Send + 'static) -> io::Result<()> {
    let start = move || {
        let has_yielded = yield_to_others();
        budget::thread_is_counted();
        body(has_yielded);
    };
    // The handle is dropped: such a thread ends by itself, and waiting for it could wait for its own job.
    std::thread::Builder::new().name(name.to_owned()).spawn(start).map(drop)
}

/// Starts a thread named `brigade-watch` that runs `body`, at the priority of the thread that starts it.
///
/// # Errors
///
/// When the operating system refuses.
#[expect(clippy::disallowed_methods, reason = "the one place that starts threads")]
pub(crate) fn start_watchdog(body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name("brigade-watch".to_owned()).spawn(body).map(drop)
}

/// Tells the system that the calling thread waits, and has little to do when it need no longer wait. A refusal is logged
/// once and changes nothing else.
#[cfg(target_os = "linux")]
pub(crate) fn waits() {
    if let Err(error) = slice::shorten() {
        static LOGGED: Once = Once::new();
        LOGGED.call_once(
            || tracing::debug!(%error, "a job that begins keeps the I/O threads waiting for its first turn"),
        );
    }
}

/// Elsewhere there is nothing to tell.
#[cfg(not(target_os = "linux"))]
pub(crate) fn waits() {}

/// Makes the calling thread nicer than the process. Says whether it is; a refusal is logged once and changes nothing else.
#[cfg(target_os = "linux")]
fn yield_to_others() -> bool {
    use rustix::{
        process::{getpid, getpriority_process, setpriority_process},
        thread::gettid,
    };

    // Counted from the main thread, not from this one: a thread inherits the value of the thread that started it, and
    // that may be another thread of the pool.
    let set = getpriority_process(Some(getpid())).and_then(|base| {
        // Linux keeps the value per thread, whatever POSIX says: setpriority(2), "C library/kernel differences".
        setpriority_process(Some(gettid()), (base + NICE).min(19))
    });
    if let Err(error) = &set {
        static LOGGED: Once = Once::new();
        LOGGED
            .call_once(|| tracing::warn!(%error, "the threads that work run at the same priority as the I/O threads"));
    }
    set.is_ok()
}

/// Elsewhere the value belongs to the process, and changing it would slow the I/O threads too.
#[cfg(not(target_os = "linux"))]
fn yield_to_others() -> bool {
    static LOGGED: Once = Once::new();
    LOGGED.call_once(|| tracing::debug!("no priority per thread on this system"));
    false
}
