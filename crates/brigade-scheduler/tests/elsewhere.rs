//! What is learned of jobs whose work another thread does.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "a library with threads of its own starts them by itself")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use brigade_scheduler::{Operation, OperationSettings, Pool, PoolSettings, runtime, work_elsewhere};

/// Computes for so many milliseconds.
fn compute(ms: u64) {
    let since = Instant::now();
    while since.elapsed() < Duration::from_millis(ms) {
        std::hint::spin_loop();
    }
}

/// Has a thread compute, and sleeps meanwhile.
fn compute_elsewhere(ms: u64) {
    work_elsewhere(|work| thread::scope(|scope| scope.spawn(work).join().expect("it ends")), || compute(ms));
}

/// A pool of one core, with an operation whose jobs do that.
fn learned() -> (Pool, Operation) {
    let pool = Pool::new(PoolSettings { cores: Some(1.0), ..PoolSettings::default() });
    let operation = pool.operation(OperationSettings::named("elsewhere"));
    runtime(Some(1)).expect("a runtime").block_on(async {
        for _ in 0..10 {
            operation.call(|| compute_elsewhere(5)).await.expect("no panic");
        }
    });
    (pool, operation)
}

#[test]
fn a_job_weighs_what_another_thread_does_for_it() {
    let (pool, operation) = learned();
    assert!(operation.weight() > 0.8, "{pool:?}");
    let [seen, ..] = &pool.snapshot().operations[..] else { panic!("it has run") };
    assert!(seen.cpu > Duration::from_millis(10), "{seen:?}");
}

#[test]
fn a_job_keeps_its_core_while_another_thread_works_for_it() {
    let (_pool, operation) = learned();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let jobs: Vec<_> = (0..6)
        .map(|_| {
            let (running, most) = (running.clone(), most.clone());
            operation.call(move || {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                // Several of the watchdog's looks.
                compute_elsewhere(50);
                running.fetch_sub(1, SeqCst);
            })
        })
        .collect();
    runtime(Some(1)).expect("a runtime").block_on(async {
        for job in jobs {
            job.await.expect("no panic");
        }
    });
    assert_eq!(most.load(SeqCst), 1);
}

#[test]
fn what_the_calling_thread_does_itself_counts_once() {
    let pool = Pool::new(PoolSettings { cores: Some(1.0), ..PoolSettings::default() });
    let operation = pool.operation(OperationSettings::named("itself"));
    let since = Instant::now();
    runtime(Some(1)).expect("a runtime").block_on(async {
        for _ in 0..10 {
            operation.call(|| work_elsewhere(|work| work(), || compute(5))).await.expect("no panic");
        }
    });
    let [seen, ..] = &pool.snapshot().operations[..] else { panic!("it has run") };
    assert!(seen.cpu <= since.elapsed(), "{seen:?}");
}

#[test]
fn a_panic_elsewhere_is_the_callers() {
    let panicked = catch_unwind(AssertUnwindSafe(|| work_elsewhere(|work| work(), || panic!("elsewhere"))));
    assert_eq!(panicked.expect_err("it panics").downcast_ref(), Some(&"elsewhere"));
    assert!(catch_unwind(|| work_elsewhere(|_| (), || ())).is_err(), "nobody has done the work");
}
