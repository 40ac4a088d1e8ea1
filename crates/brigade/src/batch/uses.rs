//! Remembers which batches an operation sends items to, so that a request which they would turn away is refused before its
//! body is read.
//!
//! A batch counts that nearly every request uses: one that is used now and then, say where a cache has no answer, is no
//! reason to refuse all.

use std::{
    any::TypeId,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Instant,
};

use brigade_scheduler::Refusal;

/// So many requests are looked back at, and older ones count half as much.
const REQUESTS: u32 = 64;
/// Fewer say nothing: who is refused before its body is read never shows whether it would have used the batch.
const REQUESTS_MIN: u32 = 16;

/// Says whether a batch would turn an item away.
pub(super) trait Gate: Send + Sync {
    fn admit(&self, due: Option<Instant>) -> Result<(), Refusal>;
}

/// Is a list of batches, which is only ever added to: whoever reads it waits for nobody.
#[derive(Default)]
pub(super) struct Uses {
    first: OnceLock<Box<Use>>,
    /// Held by who adds to it.
    adding: Mutex<()>,
}

struct Use {
    batch: TypeId,
    gate: Box<dyn Gate>,
    /// Requests that have sent something to it, and those that are over, whether they did or not.
    counts: [AtomicU32; 2],
    next: OnceLock<Box<Use>>,
}

impl Uses {
    fn iter(&self) -> impl Iterator<Item = &Use> {
        std::iter::successors(self.first.get(), |last| last.next.get()).map(|known| &**known)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    /// Notes that a request, which has marked those that it used before, uses the batch; `gate` makes the gate of one
    /// that is new.
    pub(super) fn note(&self, batch: TypeId, marks: &mut u64, gate: impl FnOnce() -> Box<dyn Gate>) {
        let place = match self.iter().position(|known| known.batch == batch) {
            Some(place) => place,
            None => self.add(batch, gate()),
        };
        let mark = 1_u64.checked_shl(u32::try_from(place).unwrap_or(u32::MAX)).unwrap_or(0);
        if *marks & mark == 0
            && let Some(known) = self.iter().nth(place)
        {
            *marks |= mark;
            known.counts[0].fetch_add(1, Relaxed);
        }
    }

    fn add(&self, batch: TypeId, gate: Box<dyn Gate>) -> usize {
        let _adding = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut place, mut end) = (0, &self.first);
        while let Some(known) = end.get() {
            if known.batch == batch {
                return place;
            }
            (place, end) = (place + 1, &known.next);
        }
        let _ = end.set(Box::new(Use { batch, gate, counts: Default::default(), next: OnceLock::new() }));
        place
    }

    /// Asks those that nearly every request uses.
    pub(super) fn admit(&self, due: Option<Instant>) -> Result<(), Refusal> {
        self.iter().filter(|known| known.is_usual()).try_for_each(|known| known.gate.admit(due))
    }

    /// Notes that a request is over.
    pub(super) fn end(&self) {
        for known in self.iter() {
            let [used, ended] = &known.counts;
            if ended.fetch_add(1, Relaxed) == REQUESTS {
                // Whoever counts at the same time may be forgotten: it is a share of many that is asked for.
                used.store(used.load(Relaxed) / 2, Relaxed);
                ended.store(ended.load(Relaxed) / 2, Relaxed);
            }
        }
    }
}

impl Use {
    fn is_usual(&self) -> bool {
        let [used, ended] = [0, 1].map(|count: usize| self.counts[count].load(Relaxed));
        ended >= REQUESTS_MIN && u64::from(used) * 10 >= u64::from(ended) * 9
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use brigade_scheduler::Reason;

    use super::*;

    struct Closed;

    impl Gate for Closed {
        fn admit(&self, _due: Option<Instant>) -> Result<(), Refusal> {
            Err(Refusal { reason: Reason::Full, retry_after: Duration::from_secs(1) })
        }
    }

    /// Lets so many requests pass, of which each `every`th sends two items.
    fn requests(uses: &Uses, count: usize, every: usize) {
        for request in 0..count {
            if request % every == 0 {
                let mut marks = 0;
                uses.note(TypeId::of::<Closed>(), &mut marks, || Box::new(Closed));
                uses.note(TypeId::of::<Closed>(), &mut marks, || Box::new(Closed));
            }
            uses.end();
        }
    }

    #[test]
    fn only_what_nearly_every_request_uses_keeps_requests_out() {
        let uses = Uses::default();
        assert!(uses.is_empty() && uses.admit(None).is_ok());
        requests(&uses, 1000, 1);
        assert!(uses.admit(None).is_err());
        requests(&uses, 1000, 2);
        assert!(uses.admit(None).is_ok(), "half of the requests can do without");
        requests(&uses, 1000, 1);
        assert!(uses.admit(None).is_err(), "what was long ago does not count");
    }

    #[test]
    fn batches_that_are_met_at_once_are_all_noted_once() {
        let uses = Arc::new(Uses::default());
        let ids = [TypeId::of::<u8>(), TypeId::of::<u16>(), TypeId::of::<u32>()];
        #[expect(clippy::disallowed_methods, reason = "threads of a test that meet")]
        std::thread::scope(|scope| {
            for turn in 0..6 {
                let uses = uses.clone();
                scope.spawn(move || uses.note(ids[turn % 3], &mut 0, || Box::new(Closed)));
            }
        });
        assert_eq!(uses.iter().count(), 3);
    }
}
