//! Says what each thread polls at the moment, to whoever looks.
//!
//! Every thread that polls has one word of memory: the number of the operation, beside a number that is new for
//! each poll. A poll writes it at its start, and at its end writes back what was there before. It reads no clock and costs
//! 1 to 2 ns: whoever finds the same word twice knows that the thread has been in that one poll all the time between.
//!
//! ```text
//!   thread       ── 0 ── [list #1] ── 0 ─── [photo #2 ─────────────────────────────────] ── 0 ──
//!   who looks               │                   │ photo #2       │ photo #2: since the last look at least
//! ```

use std::{
    cell::Cell,
    marker::PhantomData,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{
            AtomicBool, AtomicU32, AtomicU64,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
};

/// The number of an operation, the only one in the process that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Number(u32);

impl Number {
    /// Returns a number that nothing has.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        Self(NEXT.fetch_add(1, Relaxed))
    }
}

/// A thread, and what it polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// What `gettid` says; 0 on systems without.
    pub(crate) thread: u32,
    pub(crate) operation: Number,
    /// Another number than any other poll of this thread has, but for four billions of them.
    pub(crate) poll: u32,
    /// Whether the thread is a pool's, where a poll may take as long as it likes.
    pub(crate) on_pool: bool,
}

/// Finds out what each thread polls. Returns a number that is another one if there were polls in between.
pub(crate) fn look(seen: &mut Vec<Seen>) -> u32 {
    seen.clear();
    let threads = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut polls = 0_u32;
    for slot in &*threads {
        let word = slot.word.load(Acquire);
        let (poll, operation) = ((word >> 32) as u32, Number(word as u32));
        polls = polls.wrapping_add(poll);
        if operation != NOTHING {
            seen.push(Seen { thread: slot.thread, operation, poll, on_pool: slot.on_pool.load(Relaxed) });
        }
    }
    polls
}

/// Says that the calling thread is a pool's.
pub(crate) fn on_pool() {
    SLOT.with(|slot| slot.shared.on_pool.store(true, Relaxed));
}

/// Says that the calling thread polls `operation` until what this returns is dropped.
pub(crate) fn begin(operation: Number) -> Polling {
    let outer = SLOT.with(|slot| {
        let outer = slot.shared.word.load(Relaxed);
        slot.polls.set(slot.polls.get().wrapping_add(1));
        slot.write(slot.polls.get(), operation);
        outer
    });
    Polling { outer, thread: PhantomData }
}

/// Is a poll in progress, which is over when this is dropped. Of several, the last is dropped first.
#[derive(Debug)]
#[must_use = "the poll ends with it"]
pub struct Polling {
    /// The word of the poll around this one.
    outer: u64,
    /// The stamp stands on one thread.
    thread: PhantomData<*const ()>,
}

impl Drop for Polling {
    fn drop(&mut self) {
        let end = |slot: &Own| match Number(self.outer as u32) {
            NOTHING => slot.write(slot.polls.get(), NOTHING),
            operation => slot.write((self.outer >> 32) as u32, operation),
        };
        // At the end of a thread, when its slot is gone already, nobody looks at it any more.
        let _ = SLOT.try_with(end);
    }
}

/// What a thread polls that polls nothing; no operation has this number.
const NOTHING: Number = Number(0);

static THREADS: Mutex<Vec<Arc<Slot>>> = Mutex::new(Vec::new());

thread_local! {
    static SLOT: Own = Own::new();
}

/// A thread's slot as its thread sees it.
struct Own {
    shared: Arc<Slot>,
    polls: Cell<u32>,
}

/// What others see of it, on a cache line of its own: it is written at every poll.
#[repr(align(64))]
struct Slot {
    thread: u32,
    on_pool: AtomicBool,
    word: AtomicU64,
}

impl Own {
    fn new() -> Self {
        let (on_pool, word) = (AtomicBool::new(false), AtomicU64::new(0));
        let shared = Arc::new(Slot { thread: this_thread(), on_pool, word });
        THREADS.lock().unwrap_or_else(PoisonError::into_inner).push(shared.clone());
        Self { shared, polls: Cell::new(0) }
    }

    fn write(&self, poll: u32, operation: Number) {
        self.shared.word.store(u64::from(poll) << 32 | u64::from(operation.0), Release);
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let mut threads = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|slot| !Arc::ptr_eq(slot, &self.shared));
    }
}

/// Returns the number by which the system knows the calling thread; 0 where it has none.
#[cfg(target_os = "linux")]
pub(crate) fn this_thread() -> u32 {
    rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn this_thread() -> u32 {
    0
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// What one thread is seen to poll.
    fn seen(thread: u32) -> Option<(Number, u32)> {
        let mut seen = Vec::new();
        look(&mut seen);
        seen.iter().find(|seen| seen.thread == thread).map(|seen| (seen.operation, seen.poll))
    }

    #[test]
    fn each_poll_is_seen_with_its_operation() {
        let (this, list, photo) = (this_thread(), Number::new(), Number::new());
        assert_eq!(seen(this), None);
        let first = begin(list);
        let outer = seen(this).unwrap();
        assert_eq!(outer.0, list);
        {
            let _inner = begin(photo);
            assert_eq!(seen(this).unwrap().0, photo);
        }
        assert_eq!(seen(this), Some(outer), "the poll around it goes on");
        drop(first);
        assert_eq!(seen(this), None);
        let _second = begin(list);
        let again = seen(this).unwrap();
        assert!(again.0 == list && again.1 != outer.1, "another poll");
    }

    #[test]
    fn whoever_looks_hears_of_polls_that_are_over() {
        // Polls of other tests may be counted too: what must not be is that nothing is.
        let before = look(&mut Vec::new());
        drop(begin(Number::new()));
        assert_ne!(look(&mut Vec::new()), before);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "another thread looks, and one ends")]
    fn a_thread_is_seen_by_others_until_it_ends() {
        let ((tell, told), (end, ended)) = (channel(), channel::<()>());
        let operation = Number::new();
        let thread = std::thread::spawn(move || {
            let _stamp = begin(operation);
            tell.send(this_thread()).unwrap();
            ended.recv().unwrap();
        });
        let polling = told.recv().unwrap();
        assert_eq!(seen(polling).unwrap().0, operation);
        end.send(()).unwrap();
        thread.join().unwrap();
        assert_eq!(seen(polling), None);
        assert!(THREADS.lock().unwrap().iter().all(|slot| slot.thread != polling), "its slot is gone");
    }
}
