//! What of this process's cores is in use, by everything that works: jobs, helpers, callers of helpers, rayon.
//!
//! These are books, not locks: they are read and written without waiting, and whoever finds a core free takes it by an
//! entry. Each pool enters the cores that its running jobs want ([`Share`]); what it may run is its policy's decision,
//! not made here. Helpers of [`parallel`](crate::parallel) take only what is left over and go when it is gone.

use std::{
    cell::Cell,
    sync::{
        LazyLock,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use crate::cores::cores;

/// The books are kept in thousandths of a core: sums of integers do not drift.
const CORE: i64 = 1_000;

/// The cores of one process, and who uses them.
#[derive(Debug)]
pub(crate) struct Budget {
    cores: AtomicI64,
    /// Running jobs, and callers that no pool knows.
    jobs: AtomicI64,
    helpers: AtomicI64,
    rayon: AtomicI64,
}

/// The books of this process.
pub(crate) fn process() -> &'static Budget {
    static PROCESS: LazyLock<Budget> = LazyLock::new(|| Budget::new(cores().ceil()));
    &PROCESS
}

impl Budget {
    pub(crate) fn new(cores: f64) -> Self {
        Self {
            cores: AtomicI64::new(thousandths(cores)),
            jobs: AtomicI64::new(0),
            helpers: AtomicI64::new(0),
            rayon: AtomicI64::new(0),
        }
    }

    /// How many cores may be in use at once, rounded up.
    pub(crate) fn cores(&self) -> usize {
        (self.cores.load(Relaxed) as f64 / CORE as f64).ceil().max(1.0) as usize
    }

    pub(crate) fn set_cores(&self, cores: f64) {
        self.cores.store(thousandths(cores), Relaxed);
    }

    /// Says how many cores the threads of rayon's global pool were seen to use.
    pub(crate) fn set_rayon(&self, cores: f64) {
        self.rayon.store(thousandths(cores), Relaxed);
    }

    /// How many cores rayon's global pool uses.
    pub(crate) fn rayon(&self) -> f64 {
        self.rayon.load(Relaxed) as f64 / CORE as f64
    }

    /// How many cores are used by work that no pool has admitted: helpers, and rayon's global pool.
    pub(crate) fn borrowed(&self) -> f64 {
        (self.helpers.load(Relaxed) + self.rayon.load(Relaxed)) as f64 / CORE as f64
    }

    /// How many more helpers there are cores for, and threads, of which there are so many in all.
    pub(crate) fn free(&self, threads: usize) -> usize {
        let free = self.helpers_max().min(whole(threads)) - self.helpers.load(Relaxed);
        (free / CORE).max(0) as usize
    }

    /// Takes a core for a helper, if one is free and one of the `threads` that helpers have.
    pub(crate) fn borrow(&self, threads: usize) -> Option<Borrowed<'_>> {
        let max = self.helpers_max().min(whole(threads));
        let taken =
            self.helpers.fetch_update(Relaxed, Relaxed, |helpers| (helpers + CORE <= max).then_some(helpers + CORE));
        taken.is_ok().then(|| Borrowed { budget: self })
    }

    /// Whether helpers have cores that jobs want by now.
    pub(crate) fn is_overdrawn(&self) -> bool {
        self.helpers.load(Relaxed) > self.helpers_max()
    }

    /// How much helpers may use.
    ///
    /// What is left over is rounded: with half a core or more in use by jobs that wait the rest of the time, one more
    /// thread finds work, and an operation that was not measured yet does not send a helper away. The helpers' caller
    /// works too, whatever the books say of it, hence a core less than all of them at most.
    fn helpers_max(&self) -> i64 {
        let cores = self.cores.load(Relaxed);
        let left = cores - self.jobs.load(Relaxed) - self.rayon.load(Relaxed);
        let whole = (left + CORE / 2).div_euclid(CORE) * CORE;
        whole.min((cores + CORE - 1).div_euclid(CORE) * CORE - CORE).max(0)
    }

    /// Enters the calling thread as one that works, until what this returns is dropped; `None` if it is entered already.
    pub(crate) fn occupy(&self) -> Option<Occupied<'_>> {
        (!COUNTED.replace(true)).then(|| {
            self.jobs.fetch_add(CORE, Relaxed);
            Occupied { budget: self }
        })
    }

    /// An entry of what the jobs of one pool use, nothing so far.
    pub(crate) fn share(&'static self) -> Share {
        Share { budget: self, entered: AtomicI64::new(0) }
    }
}

fn whole(cores: usize) -> i64 {
    i64::try_from(cores).unwrap_or(i64::MAX).saturating_mul(CORE)
}

fn thousandths(cores: f64) -> i64 {
    (cores * CORE as f64).round() as i64
}

thread_local! {
    /// Whether what the thread does is in the books.
    static COUNTED: Cell<bool> = const { Cell::new(false) };
}

/// Says that somebody keeps the books for the calling thread, as long as it lives.
pub(crate) fn thread_is_counted() {
    COUNTED.set(true);
}

/// A core that a helper has, until this is dropped.
#[derive(Debug)]
pub(crate) struct Borrowed<'a> {
    budget: &'a Budget,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        self.budget.helpers.fetch_sub(CORE, Relaxed);
    }
}

/// The core of a thread that is not the scheduler's.
#[derive(Debug)]
pub(crate) struct Occupied<'a> {
    budget: &'a Budget,
}

impl Drop for Occupied<'_> {
    fn drop(&mut self) {
        self.budget.jobs.fetch_sub(CORE, Relaxed);
        COUNTED.set(false);
    }
}

/// The cores that the running jobs of one pool want; nothing once it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    budget: &'static Budget,
    entered: AtomicI64,
}

impl Share {
    pub(crate) fn set(&self, cores: f64) {
        let cores = thousandths(cores);
        self.budget.jobs.fetch_add(cores - self.entered.swap(cores, Relaxed), Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(cores: f64) -> &'static Budget {
        Box::leak(Box::new(Budget::new(cores)))
    }

    #[test]
    fn helpers_get_what_is_left_over() {
        /// Cores, what jobs use, what rayon uses, how many helpers there may be.
        type Case = (f64, f64, f64, usize);
        let cases: &[Case] = &[
            (1.0, 0.0, 0.0, 0),
            (2.0, 0.0, 0.0, 1),
            (2.0, 1.0, 0.0, 1),
            (2.0, 1.5, 0.0, 1),
            (2.0, 1.51, 0.0, 0),
            (2.0, 2.0, 0.0, 0),
            (2.0, 9.0, 0.0, 0),
            (8.0, 0.25, 0.0, 7),
            (8.0, 1.0, 0.0, 7),
            (8.0, 3.0, 0.0, 5),
            (8.0, 3.0, 2.0, 3),
            (8.0, 1.0, 8.0, 0),
            (1.5, 0.0, 0.0, 1),
            (1.5, 1.0, 0.0, 1),
            (0.5, 0.0, 0.0, 0),
        ];
        for &(cores, jobs, rayon, expected) in cases {
            let budget = budget(cores);
            let share = budget.share();
            share.set(jobs);
            budget.set_rayon(rayon);
            assert_eq!(budget.free(8), expected, "{cores} cores, {jobs} for jobs, {rayon} for rayon");
            let helpers: Vec<_> = std::iter::from_fn(|| budget.borrow(8)).collect();
            assert_eq!(helpers.len(), expected, "{cores} cores, {jobs} for jobs, {rayon} for rayon");
            assert_eq!((budget.free(8), budget.is_overdrawn()), (0, false));
            assert_eq!(budget.borrowed(), expected as f64 + rayon);
            drop(helpers);
            assert_eq!(budget.borrowed(), rayon);
        }
    }

    #[test]
    fn there_are_no_more_helpers_than_threads() {
        let budget = budget(8.0);
        let helpers: Vec<_> = std::iter::from_fn(|| budget.borrow(2)).collect();
        assert_eq!((helpers.len(), budget.free(2), budget.free(3)), (2, 0, 1));
        assert!(!budget.is_overdrawn());
    }

    #[test]
    fn helpers_go_when_jobs_come() {
        let budget = budget(4.0);
        let (share, other) = (budget.share(), budget.share());
        share.set(1.0);
        let _helpers: Vec<_> = std::iter::from_fn(|| budget.borrow(8)).collect();
        other.set(0.25);
        assert!(!budget.is_overdrawn(), "a part of a core");
        other.set(1.0);
        assert!(budget.is_overdrawn() && budget.borrow(8).is_none());
        drop(other);
        assert!(!budget.is_overdrawn(), "a pool has gone");
        budget.set_cores(2.0);
        assert!(budget.is_overdrawn(), "cores have gone");
    }

    #[test]
    fn a_thread_is_counted_once() {
        let budget = budget(4.0);
        assert_eq!(budget.cores(), 4);
        let outer = budget.occupy();
        assert!(outer.is_some() && budget.occupy().is_none());
        let share = budget.share();
        share.set(2.0);
        assert_eq!(budget.free(8), 1);
        drop(outer);
        assert_eq!(budget.free(8), 2);
    }
}
