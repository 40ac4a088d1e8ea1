//! Works on one thing with several cores: [`map`], [`for_each`], [`join`] and [`scope`].
//!
//! The calling thread works, and helpers join it while cores are free:
//!
//! ```
//! # use brigade_scheduler::parallel;
//! let is_prime = |number: u32| (2..number).take_while(|d| d * d <= number).all(|d| number % d != 0);
//! let flags = parallel::map(2..10_000, is_prime);
//! assert_eq!(flags.iter().filter(|&&prime| prime).count(), 1_229);
//! ```
//!
//! **Width.** A call is never wider than the cores of the process, and leaves alone the cores that the pool's jobs use: on
//! an idle machine it takes them all, on a busy one it runs on its caller's thread, as a plain loop would. That changes
//! while it runs. Work is handed out in pieces of about 0.1 ms, or of one item if that takes longer; between two of
//! them a helper goes if a job wants its core, and another comes if a core is free.
//!
//! **Who waits for whom.** A caller waits for its own helpers only, each of which has a thread from the moment it is
//! sent for; so calls may be nested to any depth, and a short call does not wait for a long one. But nothing says that two pieces
//! of work run at the same time. They must not wait for each other, and no lock may be held across a call that a piece of
//! its work takes too: with one core, that waits for ever.
//!
//! **Where it may be called.** Anywhere. In an operation on the pool, the pool's books are the ones that count. In an
//! operation that runs inline, the calling thread is one of the I/O runtime's: it works as well, and until it is done
//! it serves no connection. Let what takes more than a few tenths of a millisecond run on the pool.
//!
//! **Panics.** When a piece of work panics, no further one is begun; once those under way have ended, the call panics with
//! the first payload.
//!
//! Helpers are threads named `brigade-help`, one for each core, at nice +5. They start with the first call in a process
//! that has more than one core. If the system refuses them all, calls run on their callers' threads.

mod crew;
mod pieces;
mod scope;

use std::sync::{Mutex, PoisonError};

pub use scope::{Scope, scope};

use crew::Crew;

/// Calls `function` with every item and returns the results, in the order of the items.
///
/// Whatever can be iterated over can be shared out: `&[T]`, ranges, `chunks_mut` of a slice. The iterator is asked by one
/// thread at a time.
///
/// ```
/// # use brigade_scheduler::parallel;
/// let words = ["sesame", "bun"];
/// assert_eq!(parallel::map(&words, |word| word.len()), [6, 3]);
/// ```
///
/// # Panics
///
/// If `function` or the iterator does.
pub fn map<I, F, R>(items: I, function: F) -> Vec<R>
where
    I: IntoIterator<IntoIter: Send, Item: Send>,
    F: Fn(I::Item) -> R + Sync,
    R: Send,
{
    map_with(Crew::process(), items, function)
}

/// Calls `function` with every item, in no order.
///
/// ```
/// # use brigade_scheduler::parallel;
/// let mut image = [7_u8; 640 * 480];
/// parallel::for_each(image.chunks_mut(640), |row| row.fill(0));
/// assert!(image.iter().all(|&pixel| pixel == 0));
/// ```
///
/// # Panics
///
/// If `function` or the iterator does.
pub fn for_each<I, F>(items: I, function: F)
where
    I: IntoIterator<IntoIter: Send, Item: Send>,
    F: Fn(I::Item) + Sync,
{
    map(items, function);
}

/// Calls both functions and returns both results: at the same time if a core is free, one after the other if not.
///
/// ```
/// # use brigade_scheduler::parallel;
/// fn sum(numbers: &[u64]) -> u64 {
///     if numbers.len() < 10_000 {
///         return numbers.iter().sum();
///     }
///     let (left, right) = numbers.split_at(numbers.len() / 2);
///     let (left, right) = parallel::join(|| sum(left), || sum(right));
///     left + right
/// }
/// assert_eq!(sum(&vec![1; 100_000]), 100_000);
/// ```
///
/// # Panics
///
/// If one of the functions does.
pub fn join<A, B, RA, RB>(first: A, second: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    join_with(Crew::process(), first, second)
}

/// Returns how many threads a call would work with at the moment, its caller included: from 1 to the number of cores.
///
/// For algorithms that prepare something for each thread; a call may become narrower or wider while it runs.
#[must_use]
pub fn width() -> usize {
    Crew::process().width()
}

fn map_with<I, F, R>(crew: &Crew, items: I, function: F) -> Vec<R>
where
    I: IntoIterator<IntoIter: Send, Item: Send>,
    F: Fn(I::Item) -> R + Sync,
    R: Send,
{
    let pieces = pieces::Pieces::new(items.into_iter(), crew.cores());
    let done = Mutex::new(Vec::new());
    let wanted = pieces.left_max().saturating_sub(1);
    crew.work(|member| member.send_for(wanted), &|member| {
        pieces.each(member, |first, items| {
            let results: Vec<R> = items.map_while(|item| member.goes_on().then(|| function(item))).collect();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((first, results));
        });
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|&(first, _)| first);
    let mut all = Vec::with_capacity(done.iter().map(|(_, results)| results.len()).sum());
    done.into_iter().for_each(|(_, results)| all.extend(results));
    all
}

fn join_with<A, B, RA, RB>(crew: &Crew, first: A, second: B) -> (RA, RB)
where
    A: FnOnce() -> RA + Send,
    B: FnOnce() -> RB + Send,
    RA: Send,
    RB: Send,
{
    let (first, second) = (Once::new(first), Once::new(second));
    crew.work(|member| member.send_for(1), &|member| {
        first.call();
        if member.goes_on() {
            second.call();
        }
    });
    (first.result(), second.result())
}

/// A function for the first thread that comes.
struct Once<F, R> {
    function: Mutex<Option<F>>,
    result: Mutex<Option<R>>,
}

impl<F: FnOnce() -> R, R> Once<F, R> {
    fn new(function: F) -> Self {
        Self { function: Mutex::new(Some(function)), result: Mutex::new(None) }
    }

    fn call(&self) {
        let function = self.function.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(function) = function {
            let result = function();
            *self.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    }

    fn result(self) -> R {
        let result = self.result.into_inner().unwrap_or_else(PoisonError::into_inner);
        result.expect("a function that has no result has panicked, and so has the call")
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering::SeqCst},
        thread,
        time::{Duration, Instant},
    };

    use super::*;
    use crate::budget::Budget;

    fn crew(cores: f64) -> (Crew, &'static Budget) {
        let budget = Box::leak(Box::new(Budget::new(cores)));
        (Crew::new(budget), budget)
    }

    /// Lets other threads go on until `condition` holds.
    fn until(condition: impl Fn() -> bool) {
        let since = Instant::now();
        while !condition() {
            assert!(since.elapsed() < Duration::from_secs(60), "it never came");
            thread::yield_now();
        }
    }

    #[test]
    fn the_width_follows_the_free_cores() {
        let (crew, budget) = crew(4.0);
        let jobs = budget.share();
        for (used, width) in [(0.0, 4), (1.0, 3), (2.0, 2), (2.6, 1), (3.0, 1), (4.0, 1), (100.0, 1), (0.0, 4)] {
            jobs.set(used);
            assert_eq!(crew.width(), width, "{used} cores in use");
            let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            map_with(&crew, 0..40, |item| {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                // So many do work at once: each of the first waits for the others.
                if item < width {
                    until(|| most.load(SeqCst) == width);
                }
                running.fetch_sub(1, SeqCst);
            });
            assert_eq!((most.into_inner(), budget.borrowed()), (width, 0.0), "{used} cores in use");
        }
    }

    #[test]
    fn helpers_come_and_go_while_a_call_runs() {
        let (crew, budget) = crew(2.0);
        let jobs = budget.share();
        let caller = thread::current().id();
        let (helped, phase, alone) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let since = Instant::now();
        let until_done = std::iter::from_fn(|| (phase.load(SeqCst) < 5).then_some(()));
        map_with(&crew, until_done, |()| {
            if thread::current().id() != caller {
                helped.fetch_add(1, SeqCst);
                return;
            }
            assert!(since.elapsed() < Duration::from_secs(60), "phase {phase:?} never ended");
            let ended = match phase.load(SeqCst) {
                0 => helped.load(SeqCst) > 0,
                1 => {
                    jobs.set(1.0);
                    budget.borrowed() == 0.0
                }
                2 => {
                    // Whatever the helper did before it left was done before.
                    if alone.fetch_add(1, SeqCst) == 0 {
                        helped.store(0, SeqCst);
                    }
                    alone.load(SeqCst) == 1_000
                }
                3 => {
                    assert_eq!(helped.load(SeqCst), 0);
                    jobs.set(0.0);
                    true
                }
                _ => helped.load(SeqCst) > 0,
            };
            phase.fetch_add(usize::from(ended), SeqCst);
        });
        assert_eq!(budget.borrowed(), 0.0);
    }

    #[test]
    fn there_are_never_more_helpers_than_free_cores() {
        let (crew, budget) = crew(4.0);
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let nested = |_: usize| {
            let counted = |_: usize| {
                let helps = thread::current().name() == Some("brigade-help");
                most.fetch_max(running.fetch_add(usize::from(helps), SeqCst) + usize::from(helps), SeqCst);
                thread::yield_now();
                running.fetch_sub(usize::from(helps), SeqCst);
            };
            map_with(&crew, 0..20, counted);
        };
        #[expect(clippy::disallowed_methods, reason = "callers that no pool knows")]
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| map_with(&crew, 0..20, nested));
            }
        });
        assert!(most.load(SeqCst) <= 3, "{most:?}");
        assert_eq!((budget.borrowed(), budget.free(4)), (0.0, 3));
    }
}
