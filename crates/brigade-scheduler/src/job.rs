//! What the pool runs, and what becomes of it. Not who runs it, nor when.

use std::{
    any::Any,
    error::Error,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    task::Poll,
    time::Instant,
};

use crate::{
    policy::{Entry, Kind, Refusal},
    record::Record,
};

/// Why a job gave no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError {
    /// The job panicked, with this payload. Its thread goes on with the next job.
    Panicked(Box<dyn Any + Send>),
    /// There is more to do than can be done; the job did not start.
    Refused(Refusal),
    /// The pool was dropped before the job was done.
    Closed,
}

impl fmt::Display for JobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(payload) => write!(formatter, "the job panicked: {}", panic_message(payload.as_ref())),
            Self::Refused(refusal) => write!(formatter, "the job was refused: {refusal}"),
            Self::Closed => formatter.write_str("the pool is closed"),
        }
    }
}

impl Error for JobError {}

pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&'static str>().copied()).unwrap_or("(no message)")
}

/// One entry of the queue.
pub(crate) struct Job {
    pub(crate) record: Arc<Record>,
    pub(crate) queued: Instant,
    pub(crate) entry: Entry,
    pub(crate) task: Task,
}

/// What a job does.
pub(crate) enum Task {
    /// Run a function.
    Call(Box<dyn Called>),
    /// Poll a future once.
    Poll(Arc<dyn Driven>),
}

/// A function that the pool calls.
pub(crate) trait Called: Send {
    /// Calls it, on the calling thread.
    fn call(self: Box<Self>, slot: Slot<'_>);
    /// Tells its caller that it was not called.
    fn refuse(self: Box<Self>, error: JobError);
}

/// A future that the pool polls.
pub(crate) trait Driven: Send + Sync {
    /// Polls once, on the calling thread.
    fn poll(self: Arc<Self>, slot: Slot<'_>);
    /// Drops the future and tells its caller why.
    fn refuse(&self, error: JobError);
    /// Where its last poll was queued.
    fn ticket(&self) -> Ticket;
}

/// Where a job is found while it waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    pub(crate) kind: Kind,
    pub(crate) id: u64,
}

/// A place among the running jobs.
///
/// It is given back before the caller hears of the result: the caller's next job must find it free.
pub(crate) struct Slot<'a> {
    give_back: &'a mut dyn FnMut(Ran),
    ran: Ran,
}

/// Says whether there is anything to learn from a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ran {
    /// It did what it does.
    Whole,
    /// It did, and was a poll with this result.
    Polled(Poll<()>),
    /// Nobody wanted it any more.
    Not,
}

impl<'a> Slot<'a> {
    pub(crate) fn new(give_back: &'a mut dyn FnMut(Ran)) -> Self {
        Self { give_back, ran: Ran::Whole }
    }

    /// Remembers the result of a poll.
    pub(crate) fn polled<T>(&mut self, poll: &Poll<T>) {
        self.ran = Ran::Polled(if poll.is_ready() { Poll::Ready(()) } else { Poll::Pending });
    }

    /// Gives the place back as one that was not needed.
    pub(crate) fn unused(mut self) {
        self.ran = Ran::Not;
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        (self.give_back)(self.ran);
    }
}

impl Job {
    pub(crate) fn run(self, slot: Slot<'_>) {
        // The job has caught its own panic; what is caught here comes from dropping what the job left behind.
        contain("while a job's result was dropped", || match self.task {
            Task::Call(function) => function.call(slot),
            Task::Poll(driven) => driven.poll(slot),
        });
    }

    /// Tells the job's caller that it will not run.
    pub(crate) fn refuse(self, error: JobError) {
        contain("while a job that was refused was dropped", || match self.task {
            Task::Call(function) => function.refuse(error),
            Task::Poll(driven) => driven.refuse(error),
        });
    }

    /// Drops what the job holds: it is the user's.
    pub(crate) fn discard(self) {
        contain("while a job was dropped that nobody waits for", || drop(self));
    }
}

/// Keeps a panic in code of users from whichever thread happens to run it.
fn contain(when: &str, code: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(code)) {
        tracing::error!(message = panic_message(payload.as_ref()), "a panic {when}");
        // The payload is the user's too, and is dropped nowhere better; one that panics in turn is left alone.
        std::mem::forget(catch_unwind(AssertUnwindSafe(|| drop(payload))));
    }
}
