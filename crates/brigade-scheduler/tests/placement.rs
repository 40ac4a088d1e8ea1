//! Where futures are polled once they have been seen to wait or to hold up their thread.

mod lines;

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use brigade_scheduler::{
    Lane, Operation, OperationSettings, Placement, Pool, PoolSettings, Runtime, placement::Stage, runtime,
};
use tracing::Level;

use self::lines::Line;

/// The first request makes what is made once; after 32 more there is a decision.
const REQUESTS: usize = 33;

struct Scene {
    pool: Pool,
    operation: Operation,
    runtime: Runtime,
}

impl Scene {
    fn new(placement: Placement) -> Self {
        let pool = Pool::new(PoolSettings::default());
        let operation = pool.operation(OperationSettings { placement, ..OperationSettings::named("job") });
        Self { pool, operation, runtime: runtime(Some(1)).expect("a runtime") }
    }

    fn drive<F: Future<Output = ()> + Send + 'static>(&self, bytes: usize, requests: usize, future: impl Fn() -> F) {
        for _ in 0..requests {
            self.runtime.block_on(async { self.operation.drive(bytes, future()).await }).expect("it does not panic");
        }
    }

    fn stage(&self) -> Option<Stage> {
        self.pool.snapshot().operations[0].stage
    }
}

#[test]
fn futures_that_only_wait_leave_the_pool() {
    let scene = Scene::new(Placement::Learned);
    scene.drive(0, REQUESTS - 1, tokio::task::yield_now);
    assert_eq!((scene.operation.lane(0), scene.stage()), (Lane::Pool, Some(Stage::Probation)));
    scene.drive(0, 1, tokio::task::yield_now);
    assert_eq!((scene.operation.lane(0), scene.stage()), (Lane::Inline, Some(Stage::Trusted)));
    assert_eq!(scene.operation.lane(0xFFFF), Lane::Inline);
    assert_eq!(scene.operation.lane(0x1_0000), Lane::Pool, "large inputs are parsed on the pool");
}

#[test]
fn futures_that_hold_up_their_thread_stay() {
    let scene = Scene::new(Placement::Learned);
    scene.drive(0, REQUESTS, || async { std::thread::sleep(Duration::from_millis(2)) });
    assert_eq!((scene.operation.lane(0), scene.stage()), (Lane::Pool, Some(Stage::Pooled)));
}

#[test]
fn a_stall_of_an_io_thread_costs_the_trust() {
    let scene = Scene::new(Placement::Learned);
    scene.drive(0, REQUESTS, tokio::task::yield_now);
    assert_eq!(scene.stage(), Some(Stage::Trusted));
    let operation = scene.operation.clone();
    scene.runtime.block_on(async {
        let stall = Box::pin(async { std::thread::sleep(Duration::from_millis(200)) });
        brigade_scheduler::spawn(async move { operation.watch(stall).await }).await.expect("it does not panic");
    });
    // The watchdog has seen it by now, or does within its next looks.
    let since = Instant::now();
    while scene.operation.lane(0) == Lane::Inline {
        assert!(since.elapsed() < Duration::from_secs(20));
        std::thread::yield_now();
    }
    assert_eq!(scene.stage(), Some(Stage::Pooled));
}

#[test]
fn what_large_inputs_do_says_nothing() {
    let scene = Scene::new(Placement::Learned);
    scene.drive(0x1_0000, REQUESTS, || async { std::thread::sleep(Duration::from_millis(2)) });
    assert_eq!(scene.stage(), Some(Stage::Probation));
}

#[test]
fn a_fixed_placement_is_not_learned() {
    for (placement, lane) in [(Placement::Inline, Lane::Inline), (Placement::Pool, Lane::Pool)] {
        let scene = Scene::new(placement);
        scene.drive(0, REQUESTS, || async {});
        assert_eq!((scene.operation.lane(0), scene.stage()), (lane, None));
    }
}

/// What the log has heard.
static LOG: Mutex<Vec<Line>> = Mutex::new(Vec::new());

#[test]
fn a_decision_is_logged_once() {
    lines::listen(|line| LOG.lock().unwrap_or_else(PoisonError::into_inner).push(line));
    let pool = Pool::new(PoolSettings::default());
    let operation = pool.operation(OperationSettings::named("logged"));
    let runtime = runtime(Some(1)).expect("a runtime");
    for _ in 0..3 * REQUESTS {
        runtime.block_on(async { operation.drive(0, tokio::task::yield_now()).await }).expect("it does not panic");
    }
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    let said = log.iter().filter(|line| line.level == Level::INFO && line.operation == "logged");
    let said: Vec<_> = said.map(|line| line.message.as_str()).collect();
    assert!(
        matches!(said[..], [line] if line.contains("runs on the I/O threads, as its polls are short: 32 requests")),
        "{said:?}"
    );
}
