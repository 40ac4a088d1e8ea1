//! Measures what a photo takes: on the clock, and of the cores.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

/// What a photo took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// The part of `cpu` before the first picture could be made.
    pub(crate) decoding: Duration,
}

impl Work {
    /// Returns the value of a `Server-Timing` header, which browsers show beside the request.
    pub(crate) fn server_timing(self) -> String {
        let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
        format!("wall;dur={:.1}, cpu;dur={:.1}, decoding;dur={:.1}", ms(self.wall), ms(self.cpu), ms(self.decoding))
    }
}

/// Adds up what several threads work.
pub(crate) struct Meter {
    begun: Instant,
    cpu_ns: AtomicU64,
}

impl Meter {
    pub(crate) fn start() -> Self {
        Self { begun: Instant::now(), cpu_ns: AtomicU64::new(0) }
    }

    /// Runs `work` and counts what this thread works meanwhile.
    pub(crate) fn count<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = worked();
        let result = work();
        let nanoseconds = u64::try_from((worked().saturating_sub(before)).as_nanos()).unwrap_or(u64::MAX);
        self.cpu_ns.fetch_add(nanoseconds, Relaxed);
        result
    }

    pub(crate) fn cpu(&self) -> Duration {
        Duration::from_nanos(self.cpu_ns.load(Relaxed))
    }

    pub(crate) fn wall(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// Returns for how long the calling thread has had a core so far.
fn worked() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
