//! Short turns for threads that wait, so that they may interrupt a job.
//!
//! Linux' scheduler lets a thread that has just been given a core keep it for the length of its turn, a few ms, whatever
//! the nice values are: a job that has just begun would hold up each answer that needs that core. From Linux 6.12 on, a
//! thread whose own turns are shorter need not wait for that. Its share of the time stays the same, and no right is needed.
//!
//! The only call that sets the length, sched_setattr(2), has no safe wrapper in rustix: hence this file's `unsafe`.

#![expect(unsafe_code, reason = "system calls that no safe wrapper offers")]

use std::io;

use rustix::{process::getpriority_process, thread::gettid};

/// The length of a turn of a thread that waits, in ns: the shortest that the kernel takes.
const TURN: u64 = 100_000;

/// Makes the calling thread's turns short, but not those of threads that it starts. Kernels before 6.12 ignore it, and
/// a thread that is not scheduled in the usual way stays as it is.
///
/// # Errors
///
/// When the system does not know the call, or a sandbox forbids it.
pub(crate) fn shorten() -> io::Result<()> {
    // SAFETY: no pointers; thread 0 is the one that calls.
    let policy = unsafe { libc::syscall(libc::SYS_sched_getscheduler, 0) };
    if policy != libc::c_long::from(libc::SCHED_OTHER) {
        return if policy < 0 { Err(io::Error::last_os_error()) } else { Ok(()) };
    }
    let attributes = libc::sched_attr {
        size: size_of::<libc::sched_attr>() as u32,
        sched_policy: libc::SCHED_OTHER as u32,
        sched_flags: libc::SCHED_FLAG_RESET_ON_FORK as u64,
        // The call sets it as well, so it has to say what it is.
        sched_nice: getpriority_process(Some(gettid()))?,
        sched_priority: 0,
        sched_runtime: TURN,
        sched_deadline: 0,
        sched_period: 0,
    };
    // SAFETY: the kernel reads `size` bytes of `attributes`, which outlives the call, and writes nothing. Thread 0 is the
    // one that calls; the last argument is for flags, of which there are none.
    let result = unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
