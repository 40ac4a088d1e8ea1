//! The I/O runtime: sockets, timers, and futures that only wait.

use std::{
    future::{self, Future},
    io,
};

use tokio::runtime::Handle;

/// The tokio runtime that a service waits on.
pub use tokio::runtime::Runtime;
/// A running task; awaiting it gives the task's output.
pub use tokio::task::JoinHandle as Task;

use crate::{cores::cores, thread};

/// Builds the multi-thread runtime that waits for sockets and timers, with `workers` threads named `brigade-io`.
///
/// `None` is one thread for each of [`cores`], rounded up, and at least two: while one is held up, the other goes on.
///
/// # Errors
///
/// When the operating system refuses a thread or the event queue.
pub fn runtime(workers: Option<usize>) -> io::Result<Runtime> {
    let workers = workers.unwrap_or_else(|| (cores().ceil() as usize).max(2)).max(1);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(workers).thread_name("brigade-io").on_thread_start(thread::waits).enable_all().build()
}

/// Starts a task on the current runtime: for futures that wait and do not work.
///
/// This is the only place in brigade that starts a task. Dropping the [`Task`] lets it go on.
///
/// # Panics
///
/// Outside a tokio runtime.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the one place that starts tasks")]
pub fn spawn<F>(future: F) -> Task<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(future)
}

/// Gives the runtime something to run, so that one of its threads that sleeps wakes up.
///
/// Only one thread waits for sockets and timers at a time. When that one has found a task and is held up by it, nobody does,
/// until another thread has run out of tasks: that is what this makes happen.
#[expect(clippy::disallowed_methods, reason = "the one place that starts tasks")]
pub(crate) fn nudge(runtime: &Handle) {
    drop(runtime.spawn(future::ready(())));
}
