//! What a hop to the pool costs, by the CPU clock of this process.

use brigade_scheduler::{Operation, OperationSettings, Pool, PoolSettings, runtime, spawn};
use rustix::time::{ClockId, clock_gettime};

/// Hops of one measurement: some tenths of a second.
const HOPS: u32 = 20_000;

/// Prints microseconds of CPU per hop, for one task that hops and for sixteen.
///
/// # Errors
///
/// When there are no threads.
pub(crate) fn print() -> brigade::Result<()> {
    let pool = Pool::new(PoolSettings::default());
    let operation = pool.operation(OperationSettings::named("nothing"));
    let runtime = runtime(None)?;
    runtime.block_on(hops_us(&operation, 1));
    for tasks in [1, 16] {
        println!("{}", runtime.block_on(hops_us(&operation, tasks)));
    }
    Ok(())
}

async fn hops_us(operation: &Operation, tasks: u32) -> f64 {
    let before = process_cpu_us();
    let hop = |operation: Operation| async move {
        for _ in 0..HOPS / tasks {
            operation.call(|| {}).await.expect("an idle pool refuses nothing");
        }
    };
    let tasks: Vec<_> = (0..tasks).map(|_| spawn(hop(operation.clone()))).collect();
    for task in tasks {
        task.await.expect("it does not panic");
    }
    (process_cpu_us() - before) / f64::from(HOPS)
}

fn process_cpu_us() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
