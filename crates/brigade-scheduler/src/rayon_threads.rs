//! Rayon's pools, on threads that the scheduler starts: its global one, which libraries use, and one for helpers.
//!
//! No operation runs as a job of rayon. A thread of rayon that waits for a part of its work takes other work meanwhile,
//! and ends it first: a computation of 4 ms took 85 to 93 ms beside others of 50 ms.

use std::{
    env,
    fs::File,
    os::unix::fs::FileExt,
    sync::{
        Mutex, Once, PoisonError,
        mpsc::{self, SyncSender},
    },
    time::{Duration, Instant},
};

use rayon_core::{ThreadBuilder, ThreadPool, ThreadPoolBuilder};

use crate::{budget, thread};

/// Gives rayon's global pool the threads that it may have: one for each of [`cores`](crate::cores), rounded up, or
/// `RAYON_NUM_THREADS` if that is less. They are named `brigade-rayon` and run at nice +5.
///
/// Libraries that compute with rayon then do so within the budget of this process, whichever of their functions is called
/// first. Only the first call does anything; nothing changes if the program has built the pool itself.
pub fn configure_rayon() {
    static CONFIGURED: Once = Once::new();
    CONFIGURED.call_once(|| {
        let cores = budget::process().cores();
        let asked = env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
        // Zero is rayon's word for «as many as you like».
        let threads = asked.filter(|&asked| asked > 0).map_or(cores, |asked: usize| asked.min(cores));
        let Some(hired) = Hired::start("brigade-rayon", threads, remember_clock) else { return };
        let count = hired.threads.len();
        if let Err(error) =
            ThreadPoolBuilder::new().num_threads(count).spawn_handler(|place| hired.take(place)).build_global()
        {
            tracing::debug!(%error, "rayon's global pool is the program's own, and runs outside the budget");
        }
    });
}

/// Starts the pool that helpers run on; `None` if the system refuses every thread.
pub(crate) fn helpers(count: usize) -> Option<ThreadPool> {
    let hired = Hired::start("brigade-help", count, || ())?;
    let count = hired.threads.len();
    let pool = ThreadPoolBuilder::new().num_threads(count).spawn_handler(|place| hired.take(place)).build();
    Some(pool.expect("its threads have started"))
}

/// Threads that have started, and wait to hear which place in a pool they have.
///
/// They come before the pool because rayon wants all of its threads or none: its global pool could never be built again
/// after a refusal, and whatever uses it would panic.
struct Hired {
    threads: Vec<SyncSender<ThreadBuilder>>,
}

impl Hired {
    /// Starts up to `count` threads, each of which first calls `begin`.
    fn start(name: &str, count: usize, begin: fn()) -> Option<Self> {
        let start = |_| {
            let (sender, receiver) = mpsc::sync_channel::<ThreadBuilder>(1);
            let started = thread::start(name, move |_| {
                if let Ok(place) = receiver.recv() {
                    begin();
                    place.run();
                }
            });
            match started {
                Ok(()) => Some(sender),
                Err(error) => {
                    tracing::warn!(%error, name, "rayon gets no further threads");
                    None
                }
            }
        };
        let threads: Vec<_> = (0..count).map_while(start).collect();
        (!threads.is_empty()).then_some(Self { threads })
    }

    fn take(&self, place: ThreadBuilder) -> std::io::Result<()> {
        self.threads[place.index()].send(place).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }
}

/// What the kernel says about the threads of rayon's global pool, of which the first number is nanoseconds on a core.
///
/// Each thread opens its own; others may read it. Their CPU clocks say the same, but no safe function reads the clock of
/// another thread. The number of a thread that runs is behind by a tick of the kernel, 4 ms at most.
static CLOCKS: Mutex<Vec<File>> = Mutex::new(Vec::new());

fn remember_clock() {
    if let Ok(clock) = File::open("/proc/thread-self/schedstat") {
        CLOCKS.lock().unwrap_or_else(PoisonError::into_inner).push(clock);
    }
}

/// Returns how long the threads of rayon's global pool had a core, in all; zero before [`configure_rayon`], where a
/// program has built the pool itself, and where the system does not say.
#[must_use]
pub fn rayon_cpu() -> Duration {
    let clocks = CLOCKS.lock().unwrap_or_else(PoisonError::into_inner);
    clocks.iter().filter_map(on_a_core).sum()
}

fn on_a_core(clock: &File) -> Option<Duration> {
    let mut text = [0; 64];
    let bytes = clock.read_at(&mut text, 0).ok()?;
    let first = std::str::from_utf8(&text[..bytes]).ok()?.split_ascii_whitespace().next()?;
    first.parse().ok().map(Duration::from_nanos)
}

/// How often the CPU time of rayon's threads is looked at, at most: more than twice the kernel's tick, by which it may be
/// behind.
const SAMPLED_EVERY: Duration = Duration::from_millis(10);

/// Enters what rayon's global pool uses at `now` in the books of the process; cheap to call often. Returns how many cores
/// that is, on average over the last few looks.
pub(crate) fn sample(now: Instant) -> f64 {
    static LAST: Mutex<Option<(Instant, Duration)>> = Mutex::new(None);
    let budget = budget::process();
    // If it is locked somebody else is at it.
    if let Ok(mut last) = LAST.try_lock()
        && last.is_none_or(|(at, _)| now.saturating_duration_since(at) >= SAMPLED_EVERY)
    {
        let used = rayon_cpu();
        if let Some((at, before)) = last.replace((now, used)) {
            let elapsed = now.saturating_duration_since(at);
            let cores = used.saturating_sub(before).as_secs_f64() / elapsed.as_secs_f64();
            budget.set_rayon(smooth(budget.rayon(), cores));
        }
    }
    budget.rayon()
}

/// The mean of what was known and what was seen, as what was seen may contain a tick too much or too little.
fn smooth(known: f64, seen: f64) -> f64 {
    let mean = f64::midpoint(known, seen);
    if mean < 0.01 { 0.0 } else { mean }
}
