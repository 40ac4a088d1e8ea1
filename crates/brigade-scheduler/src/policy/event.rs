//! What a policy hears and what it answers.

use std::{fmt, time::Duration};

use super::Usage;

/// Is something that happened.
#[derive(Debug)]
pub enum Event<J> {
    /// A job is there to be run.
    Arrive(Arrival<J>),
    /// A job that was started is over.
    Finish {
        /// What it was.
        kind: Kind,
        /// What it took; `None` if nobody measured it.
        usage: Option<Usage>,
        /// Whether its weight was released when it ended.
        released: bool,
    },
    /// The caller of a job has left.
    Cancel {
        /// What the job is.
        kind: Kind,
        /// The number with which it arrived.
        id: u64,
    },
    /// A running job is blocked: what it would work is free for others.
    Release(Kind),
    /// A released job works again.
    Retake(Kind),
    /// So many jobs were refused before they arrived, as [`Policy::predicted`](super::Policy::predicted) said.
    TurnedAway {
        /// The number of their operation.
        operation: usize,
        /// How many.
        count: usize,
    },
    /// The process may use another number of cores.
    Cores(f64),
    /// So many cores run something else than jobs: helpers of parallel loops, threads of rayon.
    Borrowed(f64),
    /// Nothing shall start any more.
    Close,
}

/// Is what to do about it.
#[derive(Debug)]
pub enum Action<J> {
    /// Run the job, and tell of its end with [`Event::Finish`].
    Start {
        /// What it is.
        kind: Kind,
        /// The number with which it arrived.
        id: u64,
        /// What arrived.
        job: J,
    },
    /// Tell the job's caller that it will not run.
    Refuse {
        /// What it was.
        kind: Kind,
        /// The number with which it arrived.
        id: u64,
        /// What arrived.
        job: J,
        /// Why, and what to do about it.
        refusal: Refusal,
    },
    /// Drop the job: nobody waits for it.
    Discard(J),
}

/// Is a job that arrives.
#[derive(Debug)]
pub struct Arrival<J> {
    /// A number that no other job has; older jobs have smaller ones.
    pub id: u64,
    /// What it is.
    pub kind: Kind,
    /// How it comes here.
    pub entry: Entry,
    /// When its answer is worth nothing any more, on the clock of the policy's steps.
    pub deadline: Option<Duration>,
    /// What is to be run.
    pub job: J,
}

/// Says how a job comes to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// For the first time: it may be refused.
    New,
    /// It was admitted before and is woken again: it is never refused.
    Again,
    /// It ends what others may wait for, such as the use of a connection: it starts at once, beyond the limits on how many
    /// run, as long as a spare thread is free.
    Last,
    /// From a running job, which may wait for it: it starts at once or is refused, so that none waits for its own place.
    Nested,
}

/// Is what a job is measured and admitted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kind {
    /// The number of its operation.
    pub operation: usize,
    /// How much there is to work on.
    pub size: Size,
}

/// Is the size of a job's input, roughly: the same function may wait for a small one and work on a large one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Size {
    /// Under 4 KiB.
    Small,
    /// Under 64 KiB.
    Medium,
    /// Under 1 MiB.
    Large,
    /// 1 MiB and more.
    Huge,
}

impl Size {
    /// All sizes, in ascending order.
    pub const ALL: [Self; 4] = [Self::Small, Self::Medium, Self::Large, Self::Huge];

    /// Returns the size of an input of so many bytes.
    #[must_use]
    pub const fn of(bytes: usize) -> Self {
        match bytes {
            0..0x1000 => Self::Small,
            0x1000..0x1_0000 => Self::Medium,
            0x1_0000..0x10_0000 => Self::Large,
            _ => Self::Huge,
        }
    }
}

/// Is what would become of a job that arrived now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prediction {
    /// How long it would wait.
    pub wait: Duration,
    /// Why it would be refused, if it would.
    pub refuses: Option<Reason>,
    /// What a refusal would say.
    pub retry_after: Duration,
}

/// Says that a job will not run, and when one like it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// When to try again: the time in which what waits now will have run, at least a second, and up to a quarter more or
    /// less, so that those who were refused together do not come back together.
    pub retry_after: Duration,
}

/// Says why a job was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// As many jobs wait as may.
    Full,
    /// Its operation gets more than it can do, and the job would wait for too long.
    Wait,
    /// Its operation gets more than it can do, and the job has waited for too long.
    Late,
    /// It would not be done when its answer is worth something.
    Deadline,
    /// A running job wants it, and no thread is free.
    Nested,
}

impl Reason {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 5] = [Self::Full, Self::Wait, Self::Late, Self::Deadline, Self::Nested];
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Full => "the queue is full",
            Self::Wait => "the wait would be too long",
            Self::Late => "the wait was too long",
            Self::Deadline => "there was not enough time left",
            Self::Nested => "no thread is free for a job of a job",
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; try again in {:.1} s", self.reason, self.retry_after.as_secs_f64())
    }
}
