//! Where futures are polled once they have been seen to wait or to hold up their thread.

use std::{
    fmt::{self, Write},
    future::Future,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use brigade_scheduler::{
    Lane, Operation, OperationSettings, Placement, Pool, PoolSettings, Runtime, placement::Stage, runtime,
};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

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

/// What the log has heard, a line for each event.
static LOG: Mutex<String> = Mutex::new(String::new());

struct Log;

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::INFO
    }

    fn event(&self, event: &Event<'_>) {
        let mut log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
        event.record(&mut Fields(&mut log));
        log.push('\n');
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Fields<'l>(&'l mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").expect("a string takes any text");
    }
}

#[test]
fn a_decision_is_logged_once() {
    tracing::subscriber::set_global_default(Log).expect("this is the only log");
    let pool = Pool::new(PoolSettings::default());
    let operation = pool.operation(OperationSettings::named("logged"));
    let runtime = runtime(Some(1)).expect("a runtime");
    for _ in 0..3 * REQUESTS {
        runtime.block_on(async { operation.drive(0, tokio::task::yield_now()).await }).expect("it does not panic");
    }
    let log = LOG.lock().unwrap_or_else(PoisonError::into_inner);
    let lines: Vec<_> = log.lines().filter(|line| line.contains(r#"operation="logged""#)).collect();
    assert!(
        matches!(lines[..], [line] if line.contains("runs on the I/O threads, as its polls are short: 32 requests")),
        "{lines:?}"
    );
}
