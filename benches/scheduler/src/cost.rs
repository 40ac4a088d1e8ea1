//! What the scheduler itself costs: a hop to the pool, and a poll under the eyes of the watchdog.

use std::{
    future::{Future, poll_fn},
    hint::black_box,
    io,
    pin::pin,
    task::{Context, Poll, Waker},
};

use brigade_scheduler::{Operation, OperationSettings, Pool, PoolSettings, runtime, spawn};
use rustix::time::{ClockId, clock_gettime};

use crate::machine::{self, Roaming};

/// Hops of one measurement: some tenths of a second.
const HOPS: u32 = 20_000;
const POLLS: u32 = 1_000_000;

/// Prints microseconds of CPU per hop, on one core for one task that hops and for sixteen, then for one task across all
/// cores; and nanoseconds per poll.
///
/// What it costs to wake another core is the machine's affair, and on a virtual one most of the hop.
///
/// # Errors
///
/// When there are no threads, or the process is not allowed a session of its own.
pub(crate) fn print() -> brigade::Result<()> {
    machine::stand_alone(None)?;
    let mut place = Roaming::new()?;
    let across = hops_us(1)?;
    // Threads inherit the one core on which this one is from here on.
    place.go_on();
    for us in [hops_us(1)?, hops_us(16)?, across] {
        println!("{us}");
    }
    let pool = Pool::new(PoolSettings::default());
    let operation = pool.operation(OperationSettings::named("nothing"));
    let best = |attempt: &dyn Fn() -> f64| (0..10).map(|_| attempt()).fold(f64::INFINITY, f64::min);
    println!("{}", best(&|| polls_ns(operation.watch(pending()))) - best(&|| polls_ns(pending())));
    Ok(())
}

/// The CPU time of a hop from one of `tasks` to the pool and back.
fn hops_us(tasks: u32) -> io::Result<f64> {
    let pool = Pool::new(PoolSettings::default());
    let operation = pool.operation(OperationSettings::named("nothing"));
    let runtime = runtime(None)?;
    pool.attach(runtime.handle());
    // The first round starts the threads.
    runtime.block_on(hop(&operation, tasks));
    Ok(runtime.block_on(hop(&operation, tasks)))
}

async fn hop(operation: &Operation, tasks: u32) -> f64 {
    let before = cpu_us(ClockId::ProcessCPUTime);
    let hops = |operation: Operation| async move {
        for _ in 0..HOPS / tasks {
            operation.call(|| {}).await.expect("an idle pool refuses nothing");
        }
    };
    let tasks: Vec<_> = (0..tasks).map(|_| spawn(hops(operation.clone()))).collect();
    for task in tasks {
        task.await.expect("it does not panic");
    }
    (cpu_us(ClockId::ProcessCPUTime) - before) / f64::from(HOPS)
}

/// A future that is never ready.
fn pending() -> impl Future<Output = ()> {
    poll_fn(|context| {
        black_box(context);
        Poll::Pending
    })
}

/// Polls `future` and gives the nanoseconds that each poll took.
fn polls_ns(future: impl Future<Output = ()>) -> f64 {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    let before = cpu_us(ClockId::ThreadCPUTime);
    for _ in 0..POLLS {
        // What is under measurement must not be polled after its end, and has none.
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    (cpu_us(ClockId::ThreadCPUTime) - before) * 1e3 / f64::from(POLLS)
}

fn cpu_us(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
