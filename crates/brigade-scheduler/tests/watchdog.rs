//! Tests that polls which hold up an I/O thread are named, and what they hold up goes on.

mod lines;

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc::{Receiver, Sender, channel},
    },
    time::{Duration, Instant},
};

use brigade_scheduler::{
    Cause, JobError, Operation, OperationSettings, Pool, PoolSettings, Runtime, SystemCall, runtime,
};
use tracing::Level;

/// How long a test waits for what should happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// The tests that listen, by the operation that the warnings for them name.
static LISTENERS: LazyLock<Mutex<HashMap<String, Sender<String>>>> = LazyLock::new(|| {
    lines::listen(|line| {
        if line.level == Level::WARN
            && let Some(listener) = listeners().get(&line.operation)
        {
            // The test may be over.
            drop(listener.send(line.message));
        }
    });
    Mutex::default()
});

fn listeners() -> MutexGuard<'static, HashMap<String, Sender<String>>> {
    LISTENERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A pool that watches the two threads of a runtime, an operation, and what the log says about it.
struct Scene {
    pool: Pool,
    runtime: Runtime,
    operation: Operation,
    log: Receiver<String>,
}

impl Scene {
    fn new(cores: f64, settings: OperationSettings) -> Self {
        let (sender, log) = channel();
        listeners().insert(settings.name.to_string(), sender);
        let pool = Pool::new(PoolSettings { cores: Some(cores), ..PoolSettings::default() });
        let runtime = runtime(Some(2)).expect("two threads and an event queue");
        pool.attach(runtime.handle());
        Self { operation: pool.operation(settings), pool, runtime, log }
    }

    fn heard(&self) -> String {
        self.log.recv_timeout(PATIENCE).expect("the log hears of it")
    }

    fn stalls(&self) -> Vec<(Cause, u64)> {
        self.pool.snapshot().operations[0].stalls.counts.clone()
    }

    fn until(&self, what: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !what(self) {
            assert!(begun.elapsed() < PATIENCE, "{:?}", self.pool.snapshot());
            std::thread::yield_now();
        }
    }

    /// Has an I/O thread poll `function` until what this returns is dropped; it is given a flag, and returns once that is set.
    fn polls(&self, function: impl FnOnce(Arc<AtomicBool>) + Send + 'static) -> Polling {
        let stop = Arc::new(AtomicBool::new(false));
        let (operation, flag) = (self.operation.clone(), stop.clone());
        self.runtime.block_on(async {
            drop(brigade_scheduler::spawn(async move { operation.watch(async move { function(flag) }).await }));
        });
        Polling { stop }
    }
}

struct Polling {
    stop: Arc<AtomicBool>,
}

impl Drop for Polling {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
    }
}

#[test]
fn a_poll_that_computes_is_named() {
    let scene = Scene::new(2.0, OperationSettings::named("computes"));
    let polling = scene.polls(|stop| {
        while !stop.load(Relaxed) {
            std::hint::spin_loop();
        }
    });
    let line = scene.heard();
    assert_eq!(
        line,
        "an I/O thread is held up, and all that it serves waits: it computes. Make the operation a plain `fn`, or say \
         `run = \"pool\"`"
    );
    drop(polling);
    scene.until(|scene| scene.pool.snapshot().operations[0].stalls.longest >= Duration::from_millis(10));
    assert_eq!(scene.stalls(), [(Cause::Computes, 1)]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_poll_that_is_blocked_is_named_with_the_system_call_and_once_a_minute() {
    let scene = Scene::new(2.0, OperationSettings::named("blocked"));
    for count in 1..=3 {
        let (end, ended) = channel::<()>();
        let polling = scene.polls(move |_| _ = ended.recv());
        if count == 1 {
            let line = scene.heard();
            assert!(line.contains("it is blocked in futex."), "{line}");
        }
        scene.until(|scene| scene.stalls() == [(Cause::Blocked(Some(SystemCall::Named("futex"))), count)]);
        drop((end, polling));
    }
    drop(scene.runtime);
    // Stalls of 100 ms and 1 s are reported too: on a slow machine these may have been.
    let further: Vec<_> = scene.log.try_iter().collect();
    let longest = scene.pool.snapshot().operations[0].stalls.longest;
    assert!(further.is_empty() || longest >= Duration::from_millis(100), "{further:?} after {longest:?}");
}

/// Returns the next byte that arrives.
async fn read(stream: &tokio::net::TcpStream) -> Option<u8> {
    let mut byte = [0];
    loop {
        stream.readable().await.ok()?;
        match stream.try_read(&mut byte) {
            Ok(1) => return Some(byte[0]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            _ => return None,
        }
    }
}

#[test]
fn while_a_poll_holds_the_thread_that_waited_for_sockets_another_thread_serves_them() {
    let scene = Scene::new(2.0, OperationSettings::named("holds the driver"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let connect = || {
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        let (server, _) = listener.accept().unwrap();
        server.set_nonblocking(true).unwrap();
        (client, server)
    };
    let ((mut stalling, stalled), (mut asking, answering)) = (connect(), connect());
    let ((begin, begun), (end, ended)) = (channel(), channel::<()>());
    let operation = scene.operation.clone();
    scene.runtime.block_on(async {
        let stalled = tokio::net::TcpStream::from_std(stalled).unwrap();
        drop(brigade_scheduler::spawn(async move {
            let request = async move {
                while read(&stalled).await.is_some() {
                    begin.send(()).unwrap();
                    ended.recv().unwrap();
                }
            };
            operation.watch(request).await;
        }));
        let answering = tokio::net::TcpStream::from_std(answering).unwrap();
        drop(brigade_scheduler::spawn(async move {
            while let Some(byte) = read(&answering).await {
                answering.try_write(&[byte + 1]).unwrap();
            }
        }));
    });
    for round in 0..5 {
        // Both threads sleep: one waits for the sockets, the other for the first. The first finds what is written here,
        // polls the operation, and is held up.
        let workers = scene.runtime.metrics();
        scene.until(|_| (0..2).all(|worker| workers.worker_park_unpark_count(worker) % 2 == 1));
        stalling.write_all(&[0]).unwrap();
        begun.recv_timeout(PATIENCE).unwrap();
        asking.write_all(&[round]).unwrap();
        let mut answer = [0];
        asking.read_exact(&mut answer).expect("the other thread answers");
        assert_eq!(answer, [round + 1]);
        end.send(()).unwrap();
    }
}

/// Computes for a while.
fn works() {
    for turn in 0..2_000_000_u64 {
        std::hint::black_box(turn);
    }
}

/// A pool with one core and two operations that were learned to compute.
fn working(name: &'static str, time_max: Duration) -> (Scene, Operation) {
    let scene = Scene::new(1.0, OperationSettings { time_max, ..OperationSettings::named(name) });
    let other = scene.pool.operation(OperationSettings::named("other"));
    for operation in [&scene.operation, &other] {
        for _ in 0..8 {
            scene.runtime.block_on(operation.call(works)).expect("it only computes");
        }
        assert!(operation.weight() > 0.8, "{:?}", scene.pool.snapshot());
    }
    (scene, other)
}

/// Waits for the end of a job that should run soon.
fn ends(scene: &Scene, job: impl Future<Output = Result<(), JobError>>) {
    let ended = scene.runtime.block_on(async { tokio::time::timeout(PATIENCE, job).await });
    ended.unwrap_or_else(|_| panic!("it waits: {:?}", scene.pool.snapshot())).expect("it does not panic");
}

#[test]
fn a_job_that_never_ends_is_named_and_others_go_on() {
    let (scene, other) = working("endless", Duration::from_secs(1));
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let endless = scene.operation.call(move || {
        while !flag.load(Relaxed) {
            std::hint::spin_loop();
        }
    });
    for _ in 0..3 {
        ends(&scene, other.call(works));
    }
    let line = scene.heard();
    assert!(line.starts_with("a job runs for longer than its answer may take"), "{line}");
    assert_eq!(scene.pool.snapshot().operations[0].overdue, 1);
    stop.store(true, Relaxed);
    ends(&scene, endless);
}

#[test]
fn a_job_that_answers_while_it_runs_may_run_for_longer_than_its_answer_may_take() {
    let hasty = OperationSettings { time_max: Duration::from_millis(1), ..OperationSettings::named("hasty") };
    let patient = OperationSettings { run_max: Some(Duration::MAX), ..hasty.clone() };
    let scene = Scene::new(2.0, hasty);
    let patient = scene.pool.operation(patient);
    let runs = |operation: &Operation| {
        let (end, ended) = channel::<()>();
        // Ends when its sender is dropped.
        (operation.call(move || assert!(ended.recv().is_err())), end)
    };
    // The patient one runs for longer.
    let (patient, end_patient) = runs(&patient);
    scene.until(|scene| scene.pool.snapshot().running == 1);
    let (hasty, end_hasty) = runs(&scene.operation);
    scene.until(|scene| scene.pool.snapshot().operations[0].overdue == 1);
    assert_eq!(scene.pool.snapshot().operations[1].overdue, 0);
    drop((end_patient, end_hasty));
    ends(&scene, patient);
    ends(&scene, hasty);
}

#[test]
#[cfg(target_os = "linux")]
fn a_job_that_is_blocked_makes_room_for_others_until_it_goes_on() {
    let (scene, other) = working("blocked job", Duration::from_secs(600));
    for _ in 0..3 {
        let (end, ended) = channel::<()>();
        let blocked = scene.operation.call(move || ended.recv().unwrap());
        ends(&scene, other.call(works));
        end.send(()).unwrap();
        ends(&scene, blocked);
    }
    assert_eq!(scene.pool.snapshot().running, 0);
}
