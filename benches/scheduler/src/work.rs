//! What the operations do: fixed amounts of work, and waits.

use std::{
    hint::black_box,
    pin::pin,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    task::{Context, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::oneshot;

/// Rounds of arithmetic that take a microsecond of a core that is free.
static ROUNDS_PER_US: AtomicU32 = AtomicU32::new(0);

/// Sets how much work a microsecond is, as [`calibrate`] found it.
pub(crate) fn set_rounds_per_us(rounds: u32) {
    ROUNDS_PER_US.store(rounds, Ordering::Relaxed);
}

/// Finds how many rounds take a microsecond: the fastest of several attempts, by the thread's own clock.
pub(crate) fn calibrate() -> u32 {
    const ROUNDS: u32 = 2_000_000;
    let attempt = || {
        let before = thread_cpu();
        spin(ROUNDS);
        thread_cpu() - before
    };
    let best = (0..10).map(|_| attempt()).min().expect("ten attempts");
    (f64::from(ROUNDS) / best.as_secs_f64() / 1e6) as u32
}

/// Computes for `us` microseconds of a free core. The amount is fixed: on a busy core it takes longer.
pub(crate) fn compute(us: u32) {
    spin(us * ROUNDS_PER_US.load(Ordering::Relaxed));
}

/// Blocks the thread, after the little work that a call to a database costs.
pub(crate) fn block(ms: u64) {
    compute(100);
    thread::sleep(Duration::from_millis(ms));
}

/// Computes for 5 ms and then blocks the thread for 15 ms.
pub(crate) fn mixed() {
    compute(5_000);
    thread::sleep(Duration::from_millis(15));
}

/// Computes for 5 ms and holds a lock meanwhile, which all calls share.
pub(crate) fn lock() {
    static LOCK: Mutex<()> = Mutex::new(());
    let _held = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    compute(5_000);
}

/// Waits for 20 ms in a future, in code that cannot await: it blocks the thread until the future is ready.
pub(crate) fn nested() {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut sleep = pin!(tokio::time::sleep(Duration::from_millis(20)));
    while sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        thread::park();
    }
}

/// Computes 10 ms in sixteen parts on rayon's global pool, as libraries do.
pub(crate) fn rayon() {
    fn halves(us: u32, depth: u32) {
        match depth {
            0 => compute(us),
            _ => drop(rayon_core::join(|| halves(us / 2, depth - 1), || halves(us / 2, depth - 1))),
        }
    }
    halves(10_000, 4);
}

/// Multiplies in a chain, so that a core can do nothing of it at once.
fn spin(rounds: u32) {
    let mut state = black_box(0x9E37_79B9_7F4A_7C15_u64);
    for _ in 0..rounds {
        state = (state ^ (state >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    black_box(state);
}

/// The CPU time of the calling thread.
fn thread_cpu() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a thread's CPU time is not negative")
}

type Job = Box<dyn FnOnce() + Send>;

/// The jobs of the fixed pool, whose threads start with the first.
static FIXED: LazyLock<Sender<Job>> = LazyLock::new(|| {
    static JOBS: Mutex<Option<Receiver<Job>>> = Mutex::new(None);
    let (sender, receiver) = channel();
    *JOBS.lock().unwrap_or_else(PoisonError::into_inner) = Some(receiver);
    let next = || JOBS.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|jobs| jobs.recv().ok());
    for _ in 0..brigade_scheduler::cores().ceil() as usize {
        #[expect(clippy::disallowed_methods, reason = "what brigade is compared with")]
        thread::spawn(move || {
            while let Some(job) = next() {
                job();
            }
        });
    }
    sender
});

/// Runs `function` on a pool that has one thread for each core, at the priority of the process.
pub(crate) async fn on_fixed_pool(function: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = oneshot::channel();
    let job = Box::new(move || {
        // As careful pools do: nobody wants the result of a request whose client has left.
        if !sender.is_closed() {
            function();
            // The client may have left meanwhile.
            let _ = sender.send(());
        }
    });
    FIXED.send(job).expect("the pool's threads never end");
    receiver.await.expect("the caller is here, so the job runs");
}

/// Runs `function` where tokio runs what blocks.
pub(crate) async fn on_blocking_pool(function: impl FnOnce() + Send + 'static) {
    #[expect(clippy::disallowed_methods, reason = "what brigade is compared with")]
    tokio::task::spawn_blocking(function).await.expect("the work does not panic");
}
