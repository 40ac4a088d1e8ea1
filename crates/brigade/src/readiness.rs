//! Knows what a server still waits for before it can serve.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{
        AtomicBool,
        Ordering::{Acquire, Release},
    },
};

/// Where probes ask whether the process serves at all.
pub(crate) const LIVE: &str = "/healthz";
/// Where probes ask whether it is ready for requests.
pub(crate) const READY: &str = "/readyz";

/// Is whether a server is ready, and if it is not, why. At first it is not.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    is_ready: AtomicBool,
    missing: Mutex<Vec<String>>,
}

impl Readiness {
    /// Notes that `what` has to be there first.
    pub(crate) fn expect(&self, what: String) {
        self.missing().push(what);
    }

    /// Notes that `what` is there.
    pub(crate) fn arrived(&self, what: &str) {
        let mut missing = self.missing();
        // An application and one that is mounted in it may call two things the same.
        if let Some(place) = missing.iter().position(|missing| missing == what) {
            missing.remove(place);
        }
    }

    /// Notes that everything is there.
    pub(crate) fn complete(&self) {
        self.missing().clear();
        self.is_ready.store(true, Release);
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.is_ready.load(Acquire)
    }

    /// Returns what is not there yet, in the order in which it was expected.
    pub(crate) fn missing(&self) -> MutexGuard<'_, Vec<String>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
