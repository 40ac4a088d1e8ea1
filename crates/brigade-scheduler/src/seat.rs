//! What a thread of the pool runs, and whether its weight was released meanwhile.
//!
//! ```text
//!            take                 release: it was found blocked
//!   EMPTY ─────────▶ RUNNING ───────────────────────────────────▶ RELEASED
//!     ▲                 │     ◀──────────────────────────────────    │
//!     │                 │         retake: it goes on                 │
//!     └──── leave ──────┴───────────────── leave ────────────────────┘
//! ```
//!
//! The thread takes and leaves; who holds the pool's state releases and retakes, together with the policy. Each is one step on
//! one word that has the number of the job too, so a job that ends meanwhile is neither released nor retaken, and
//! learns at its end which of the two it is.

use std::sync::atomic::{
    AtomicU64, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed},
};

use crate::{
    policy::{Kind, Size},
    stamp::this_thread,
};

/// The place of one thread of the pool.
#[derive(Debug)]
pub(crate) struct Seat {
    thread: u32,
    /// The number of the job and whether it is released, or 0.
    word: AtomicU64,
    /// The operation and the size of the job.
    kind: AtomicUsize,
    /// Jobs so far; only the thread itself counts.
    jobs: AtomicU64,
}

/// A job that was seen to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sitting {
    pub(crate) thread: u32,
    /// Another number than any other job of this thread has.
    pub(crate) job: u64,
    pub(crate) kind: Kind,
    pub(crate) released: bool,
}

const SIZES: usize = Size::ALL.len();
const EMPTY: u64 = 0;
const RELEASED: u64 = 1;

impl Seat {
    /// Makes the place of the calling thread.
    pub(crate) fn new() -> Self {
        let (word, kind, jobs) = (AtomicU64::new(EMPTY), AtomicUsize::new(0), AtomicU64::new(0));
        Self { thread: this_thread(), word, kind, jobs }
    }

    /// The thread begins a job.
    pub(crate) fn take(&self, kind: Kind) {
        let job = self.jobs.load(Relaxed) + 1;
        self.jobs.store(job, Relaxed);
        self.kind.store(kind.operation * SIZES + kind.size as usize, Relaxed);
        self.word.swap(job << 1, AcqRel);
    }

    /// The thread is done with its job. Returns whether the job's weight is released.
    pub(crate) fn leave(&self) -> bool {
        self.word.swap(EMPTY, AcqRel) & RELEASED != 0
    }

    /// Returns what the thread runs.
    pub(crate) fn look(&self) -> Option<Sitting> {
        let word = self.word.load(Acquire);
        let kind = self.kind.load(Relaxed);
        // If another job has begun in between, `kind` may be of that one.
        let same = self.word.load(Acquire) >> 1 == word >> 1;
        (word != EMPTY && same).then(|| Sitting {
            thread: self.thread,
            job: word >> 1,
            kind: Kind { operation: kind / SIZES, size: Size::ALL[kind % SIZES] },
            released: word & RELEASED != 0,
        })
    }

    /// Releases a job. Returns whether it still ran, and was not released.
    pub(crate) fn release(&self, job: u64) -> bool {
        self.word.compare_exchange(job << 1, job << 1 | RELEASED, AcqRel, Relaxed).is_ok()
    }

    /// Takes a release back. Returns whether the job still ran, and was released.
    pub(crate) fn retake(&self, job: u64) -> bool {
        self.word.compare_exchange(job << 1 | RELEASED, job << 1, AcqRel, Relaxed).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_job_that_runs_is_released() {
        let seat = Seat::new();
        assert_eq!(seat.look(), None);
        let kind = Kind { operation: 7, size: Size::Large };
        seat.take(kind);
        let first = seat.look().unwrap();
        assert_eq!((first.kind, first.released), (kind, false));
        assert!(seat.release(first.job) && !seat.release(first.job));
        assert!(seat.look().unwrap().released);
        assert!(seat.retake(first.job) && !seat.retake(first.job));
        assert!(seat.release(first.job) && seat.leave());
        assert_eq!(seat.look(), None);
        seat.take(kind);
        let second = seat.look().unwrap();
        assert_ne!(second.job, first.job);
        assert!(!seat.release(first.job) && !seat.retake(first.job), "that one is over");
        assert!(!seat.leave());
    }
}
