//! What the pool promises. Every wait here is for a condition; nothing sleeps and hopes.

use std::{
    fs,
    future::Future,
    path::Path,
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    time::{Duration, Instant},
};

use brigade_scheduler::{
    Call, Drive, JobError, Operation, OperationSettings, Pool, PoolSettings, Reason, runtime, spawn,
};
use tokio::sync::{Notify, oneshot};

const LONG: Duration = Duration::from_secs(60);

/// A pool whose jobs are all of one operation.
struct OnePool {
    /// Its threads end with it.
    _pool: Pool,
    operation: Operation,
}

impl OnePool {
    fn new(settings: PoolSettings) -> Self {
        let pool = Pool::new(settings);
        Self { operation: pool.operation(OperationSettings::named("job")), _pool: pool }
    }

    fn call<R: Send + 'static>(&self, function: impl FnOnce() -> R + Send + 'static) -> Call<R> {
        self.operation.call(function)
    }

    fn drive<F>(&self, future: F) -> Drive<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.operation.drive(0, future)
    }
}

/// A pool that always has a core for each of its threads.
fn pool(threads: usize, queue_max: usize) -> OnePool {
    OnePool::new(PoolSettings { threads, cores: Some(threads as f64), queue_max, idle: LONG })
}

/// Runs a test on an I/O runtime.
fn wait<F: Future>(future: F) -> F::Output {
    runtime(Some(2)).expect("a runtime").block_on(async { tokio::time::timeout(LONG, future).await.expect("a hang") })
}

/// Tries `condition` until it holds.
fn until(what: &str, condition: impl Fn() -> bool) {
    let since = Instant::now();
    while !condition() {
        assert!(since.elapsed() < LONG, "{what}");
        std::thread::yield_now();
    }
}

/// A job that occupies a thread until it is told to end.
struct Occupied {
    job: Call<()>,
    end: mpsc::Sender<()>,
}

impl Occupied {
    /// Returns when the job runs.
    fn new(pool: &OnePool) -> Self {
        let (end, ended) = mpsc::channel();
        let (begin, begun) = mpsc::channel();
        let job = pool.call(move || {
            begin.send(()).expect("the test waits");
            ended.recv().expect("the test ends the job");
        });
        begun.recv_timeout(LONG).expect("the job starts");
        Self { job, end }
    }

    async fn end(self) {
        self.end.send(()).expect("the job waits");
        self.job.await.expect("the job ends well");
    }
}

#[test]
fn no_more_jobs_run_at_once_than_there_are_threads() {
    let pool = pool(3, 100);
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Each job meets two others, so three do run at once.
    let barrier = Arc::new(Barrier::new(3));
    let jobs: Vec<_> = (0..30)
        .map(|_| {
            let (running, most, barrier) = (running.clone(), most.clone(), barrier.clone());
            pool.call(move || {
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                barrier.wait();
                running.fetch_sub(1, SeqCst);
            })
        })
        .collect();
    wait(async {
        for job in jobs {
            job.await.unwrap();
        }
    });
    assert_eq!(most.load(SeqCst), 3);
}

#[test]
fn the_oldest_job_runs_first() {
    let pool = pool(1, 100);
    let occupied = Occupied::new(&pool);
    let order = Arc::new(Mutex::new(Vec::new()));
    let jobs: Vec<_> = (0..10)
        .map(|number| {
            let order = order.clone();
            pool.call(move || order.lock().unwrap().push(number))
        })
        .collect();
    wait(async {
        occupied.end().await;
        for job in jobs {
            job.await.unwrap();
        }
    });
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_full_queue_refuses_and_then_accepts_again() {
    let pool = pool(1, 2);
    wait(async {
        let occupied = Occupied::new(&pool);
        let (first, second) = (pool.call(|| 1), pool.call(|| 2));
        assert!(matches!(pool.call(|| 3).await, Err(JobError::Refused(_))));
        assert!(matches!(pool.drive(async { 3 }).await, Err(JobError::Refused(_))));
        occupied.end().await;
        assert_eq!((first.await.unwrap(), second.await.unwrap()), (1, 2));
        assert_eq!(pool.call(|| 4).await.unwrap(), 4);
    });
}

#[test]
fn without_a_queue_a_free_thread_still_takes_a_job() {
    let pool = pool(2, 0);
    wait(async {
        let (first, second) = (Occupied::new(&pool), Occupied::new(&pool));
        assert!(matches!(pool.call(|| 3).await, Err(JobError::Refused(_))));
        first.end().await;
        second.end().await;
    });
}

#[test]
fn the_next_job_of_a_caller_finds_the_place_of_its_last_one_free() {
    let pool = pool(1, 0);
    wait(async {
        for round in 0..1_000 {
            assert_eq!(pool.call(move || round).await.unwrap(), round);
            assert_eq!(pool.drive(async move { round }).await.unwrap(), round);
        }
    });
}

#[test]
fn a_job_whose_caller_left_before_it_started_never_runs() {
    let pool = pool(1, 1);
    wait(async {
        let occupied = Occupied::new(&pool);
        let held = Arc::new(());
        let kept = held.clone();
        let job = pool.call(move || -> () { unreachable!("its caller left, with {kept:?}") });
        drop(job);
        assert_eq!(Arc::strong_count(&held), 1, "what the job held is dropped at once");
        let next = pool.call(|| "its place is free");
        occupied.end().await;
        assert_eq!(next.await.unwrap(), "its place is free");
    });
}

#[test]
fn ten_thousand_jobs_whose_callers_left_never_run() {
    let pool = pool(1, 30_000);
    let runs = Arc::new(AtomicUsize::new(0));
    wait(async {
        let occupied = Occupied::new(&pool);
        let (called, driven) = (runs.clone(), runs.clone());
        let calls: Vec<_> = (0..10_000)
            .map(|_| {
                pool.call({
                    let runs = called.clone();
                    move || runs.fetch_add(1, SeqCst)
                })
            })
            .collect();
        let drives: Vec<_> = (0..10_000)
            .map(|_| {
                pool.drive({
                    let runs = driven.clone();
                    async move { runs.fetch_add(1, SeqCst) }
                })
            })
            .collect();
        until("all of them wait", || pool._pool.snapshot().queued == 20_000);
        drop((calls, drives));
        until("none of them waits", || pool._pool.snapshot().queued == 0);
        occupied.end().await;
        assert_eq!(pool.call(|| "nothing is before it").await.unwrap(), "nothing is before it");
    });
    assert_eq!(runs.load(SeqCst), 0);
    assert_eq!(pool._pool.snapshot().operations[0].departed, 20_000);
    until("what they held is dropped", || Arc::strong_count(&runs) == 1);
}

#[test]
fn a_request_is_turned_away_while_its_answer_would_come_too_late() {
    let pool = Pool::new(PoolSettings { threads: 1, cores: Some(1.0), ..PoolSettings::default() });
    let brief = Duration::from_millis(500);
    let operation = pool.operation(OperationSettings { time_max: brief, ..OperationSettings::named("brief") });
    let other = pool.operation(OperationSettings::named("other"));
    wait(async {
        assert_eq!(operation.admit(), Ok(()));
        operation.call(|| std::thread::sleep(Duration::from_millis(20))).await.unwrap();
        let (end, ended) = mpsc::channel::<()>();
        let occupied = other.call(move || ended.recv());
        let jobs: Vec<_> = (0..100).map(|_| operation.call(|| std::thread::sleep(Duration::from_millis(20)))).collect();
        // Twenty milliseconds each: some of them would do for the time there is, and a hundred do not.
        until("it is foreseen", || operation.admit().is_err());
        let refusal = operation.admit().unwrap_err();
        assert_eq!(refusal.reason, Reason::Deadline);
        assert_eq!(other.admit(), Ok(()), "its own queue is short");
        let refused = |pool: &Pool| pool.snapshot().operations[0].refused.clone();
        let [(Reason::Deadline, before)] = refused(&pool)[..] else { panic!("{:?}", refused(&pool)) };
        assert!(operation.admit().is_err());
        assert_eq!(refused(&pool), [(Reason::Deadline, before + 1)]);
        drop(jobs);
        until("nothing is before it", || operation.admit().is_ok());
        end.send(()).expect("the job waits");
        occupied.await.unwrap().unwrap();
    });
}

#[test]
fn a_job_whose_caller_leaves_while_it_runs_runs_to_its_end() {
    let pool = pool(1, 1);
    let Occupied { job, end } = Occupied::new(&pool);
    drop(job);
    end.send(()).expect("the job still waits");
    assert_eq!(wait(pool.call(|| "the thread is free")).unwrap(), "the thread is free");
}

#[test]
fn a_panic_is_contained() {
    let pool = pool(1, 1);
    wait(async {
        let before = pool.call(|| std::thread::current().id()).await.unwrap();
        let error = pool.call(|| -> () { panic!("too hot") }).await.unwrap_err();
        assert_eq!(error.to_string(), "the job panicked: too hot");
        let error = pool.drive(async { panic!("{} hot", 2) }).await.map(|()| "fine").unwrap_err();
        assert_eq!(error.to_string(), "the job panicked: 2 hot");
        let after = pool.call(|| std::thread::current().id()).await.unwrap();
        assert_eq!(before, after, "the thread goes on");
    });
}

#[test]
fn a_job_whose_result_cannot_be_dropped_quietly_leaves_the_thread_alive() {
    struct Hot;
    impl Drop for Hot {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let pool = pool(1, 1);
    let (end, ended) = mpsc::channel::<()>();
    let (begin, begun) = mpsc::channel();
    let job = pool.call(move || {
        begin.send(std::thread::current().id()).expect("the test waits");
        ended.recv().expect("the test ends the job");
        Hot
    });
    let before = begun.recv_timeout(LONG).unwrap();
    drop(job);
    end.send(()).unwrap();
    assert_eq!(wait(pool.call(|| std::thread::current().id())).unwrap(), before);
}

/// Waits for a job, in a job or outside of one.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Handle::current().block_on(future)
}

/// A function in a function in a function, by turns called and driven, each waiting for the next.
fn nest(operation: &Operation, depth: usize) -> Result<usize, JobError> {
    if depth == 0 {
        return Ok(0);
    }
    let inner = operation.clone();
    if depth.is_multiple_of(2) {
        block_on(operation.call(move || nest(&inner, depth - 1)))?.map(|below| below + 1)
    } else {
        block_on(operation.drive(0, async move { nest(&inner, depth - 1) }))?.map(|below| below + 1)
    }
}

#[test]
fn jobs_of_jobs_complete_or_are_refused() {
    for threads in [1, 2, 8] {
        let pool = OnePool::new(PoolSettings { threads, cores: Some(8.0), ..PoolSettings::default() });
        for depth in 1..=5 {
            let operation = pool.operation.clone();
            let result = wait(async { pool.call(move || nest(&operation, depth)).await.unwrap() });
            match result {
                Ok(reached) => assert_eq!(reached, depth),
                Err(JobError::Refused(refusal)) => assert_eq!(refusal.reason, Reason::Nested),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[test]
fn a_function_of_a_job_runs_on_its_thread() {
    let pool = pool(1, 0);
    let inner = pool.operation.clone();
    let outer = move || (block_on(inner.call(|| std::thread::current().id())).unwrap(), std::thread::current().id());
    let (inner, outer) = wait(async { pool.call(outer).await.unwrap() });
    assert_eq!(inner, outer);
}

#[test]
fn what_a_job_queues_runs_after_it_and_is_never_refused() {
    // One thread, and no room for those who wait.
    let pool = pool(1, 0);
    let (operation, order) = (pool.operation.clone(), Arc::new(Mutex::new(Vec::new())));
    let (seen, queued) = (order.clone(), order.clone());
    wait(async {
        let (awaited, detached) = mpsc::channel();
        let next = pool
            .call(move || {
                let noted = queued.clone();
                operation.queue(0, move || noted.lock().unwrap().push("detached")).detach();
                let next = operation.queue(0, move || queued.lock().unwrap().push("awaited"));
                seen.lock().unwrap().push("the job itself");
                awaited.send(next).expect("the test waits");
            })
            .await;
        next.expect("there is a free thread");
        detached.recv().expect("the job has sent it").await.expect("nothing refuses it");
    });
    assert_eq!(*order.lock().unwrap(), ["the job itself", "detached", "awaited"]);
}

#[test]
fn a_future_of_a_job_runs_beside_it_if_a_thread_is_free() {
    for (threads, expected) in [(1, None), (2, Some(42))] {
        let pool = OnePool::new(PoolSettings { threads, cores: Some(1.0), ..PoolSettings::default() });
        let other = pool._pool.operation(OperationSettings::named("other"));
        let outer = move || block_on(other.drive(0, async { 42 })).ok();
        assert_eq!(wait(async { pool.call(outer).await.unwrap() }), expected, "{threads} threads");
    }
}

#[test]
fn a_waiting_future_holds_no_thread() {
    let pool = pool(1, 100);
    wait(async {
        let notify = Arc::new(Notify::new());
        let begun = Arc::new(AtomicUsize::new(0));
        let jobs: Vec<_> = (0..50)
            .map(|number| {
                let (notify, begun) = (notify.clone(), begun.clone());
                pool.drive(async move {
                    let notified = notify.notified();
                    begun.fetch_add(1, SeqCst);
                    notified.await;
                    number
                })
            })
            .collect();
        until("all of them wait", || begun.load(SeqCst) == 50);
        assert_eq!(pool.call(|| "free").await.unwrap(), "free");
        notify.notify_waiters();
        for (number, job) in jobs.into_iter().enumerate() {
            assert_eq!(job.await.unwrap(), number);
        }
    });
}

#[test]
fn a_future_on_the_pool_uses_the_callers_runtime() {
    let pool = pool(1, 10);
    let name = || std::thread::current().name().map(str::to_owned);
    let future = async move {
        tokio::time::sleep(Duration::from_millis(1)).await;
        (spawn(async move { name() }).await.expect("the task ends"), name())
    };
    let names = wait(async { pool.drive(future).await });
    assert_eq!(names.unwrap(), (Some("brigade-io".to_owned()), Some("brigade-work".to_owned())));
}

#[test]
fn a_function_on_the_pool_may_wait_for_the_callers_runtime() {
    let pool = pool(1, 10);
    let answer = wait(async { pool.call(|| tokio::runtime::Handle::current().block_on(async { 42 })).await });
    assert_eq!(answer.unwrap(), 42);
}

#[test]
fn no_wake_up_is_lost() {
    let pool = Arc::new(pool(4, 1_000));
    wait(async {
        let jobs: Vec<_> = (0..100)
            .map(|_| {
                let inner = pool.clone();
                pool.drive(async move {
                    for round in 0..20 {
                        // Woken by itself during the poll, then by another thread at any time.
                        tokio::task::yield_now().await;
                        let (sender, receiver) = oneshot::channel();
                        let answer = inner.call(move || sender.send(round));
                        assert_eq!(receiver.await, Ok(round));
                        assert_eq!(answer.await.expect("the queue is long enough"), Ok(()));
                    }
                })
            })
            .collect();
        for job in jobs {
            job.await.unwrap();
        }
    });
}

#[test]
fn a_future_is_dropped_with_its_caller() {
    let pool = pool(1, 10);
    wait(async {
        let held = Arc::new(());

        let occupied = Occupied::new(&pool);
        let kept = held.clone();
        drop(pool.drive(async move { unreachable!("queued, with {kept:?}") as () }));
        assert_eq!(Arc::strong_count(&held), 1, "queued");
        occupied.end().await;

        let (kept, (begin, begun)) = (held.clone(), oneshot::channel());
        let parked = pool.drive(async move {
            let _kept = kept;
            begin.send(()).expect("the test waits");
            std::future::pending::<()>().await;
        });
        begun.await.unwrap();
        pool.call(|| ()).await.unwrap(); // The only thread is free again: the future is parked.
        drop(parked);
        assert_eq!(Arc::strong_count(&held), 1, "parked");

        let (kept, (begin, begun), (end, ended)) = (held.clone(), oneshot::channel(), mpsc::channel());
        let polled = pool.drive(async move {
            begin.send(()).expect("the test waits");
            ended.recv().expect("the test ends the poll");
            tokio::task::yield_now().await;
            unreachable!("polled again after its caller left, with {kept:?}") as ()
        });
        begun.await.unwrap();
        drop(polled);
        end.send(()).unwrap();
        pool.call(|| ()).await.unwrap();
        assert_eq!(Arc::strong_count(&held), 1, "dropped by the thread that polled it");
    });
}

#[test]
fn a_dropped_pool_ends_its_waiting_jobs() {
    let pool = pool(1, 10);
    wait(async {
        let (parked, (begin, begun)) = (Arc::new(Notify::new()), oneshot::channel());
        let notify = parked.clone();
        let asleep = pool.drive(async move {
            begin.send(()).expect("the test waits");
            notify.notified().await;
        });
        begun.await.unwrap();
        let occupied = Occupied::new(&pool);
        let (queued, driven) = (pool.call(|| ()), pool.drive(async {}));
        drop(pool);
        assert!(matches!(queued.await, Err(JobError::Closed)));
        assert!(matches!(driven.await, Err(JobError::Closed)));
        parked.notify_one();
        assert!(matches!(asleep.await, Err(JobError::Closed)));
        occupied.end().await;
    });
}

/// Where wake-ups come from, if the pool knows the runtime that serves.
mod wake_ups {
    use std::{
        pin::pin,
        task::{Context, Poll, Wake, Waker},
    };

    use super::*;

    /// Sends the name of the thread that wakes it.
    struct Named(Mutex<mpsc::Sender<Option<String>>>);

    impl Wake for Named {
        fn wake(self: Arc<Self>) {
            let name = std::thread::current().name().map(str::to_owned);
            self.0.lock().expect("no thread panics").send(name).expect("the test waits");
        }
    }

    /// The thread that says that a job has ended.
    fn woken_by(pool: &OnePool, during: impl FnOnce()) -> Option<String> {
        let (sender, woken) = mpsc::channel();
        let waker = Waker::from(Arc::new(Named(Mutex::new(sender))));
        let (end, ended) = mpsc::channel::<()>();
        let mut job = pin!(pool.call(move || ended.recv()));
        assert!(job.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        during();
        end.send(()).expect("the job waits");
        let name = woken.recv_timeout(LONG).expect("a wake-up");
        assert!(matches!(job.poll(&mut Context::from_waker(&waker)), Poll::Ready(Ok(Ok(())))));
        name
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn come_from_the_runtime_that_serves() {
        let (pool, runtime) = (pool(1, 10), runtime(Some(1)).unwrap());
        pool._pool.attach(runtime.handle());
        for _ in 0..100 {
            assert_eq!(woken_by(&pool, || ()).as_deref(), Some("brigade-io"));
        }
    }

    #[test]
    fn come_without_a_runtime_too() {
        let pool = pool(1, 10);
        assert_eq!(woken_by(&pool, || ()).as_deref(), Some("brigade-work"));
        let attached = runtime(Some(1)).unwrap();
        pool._pool.attach(attached.handle());
        assert_eq!(woken_by(&pool, || drop(attached)).as_deref(), Some("brigade-work"), "it ends during a job");
        assert_eq!(woken_by(&pool, || ()).as_deref(), Some("brigade-work"), "it has ended");
    }
}

#[test]
fn a_job_that_panics_when_it_is_dropped_harms_nobody() {
    struct Hot;
    impl Drop for Hot {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let pool = pool(1, 1);
    wait(async {
        let occupied = Occupied::new(&pool);
        let hot = Hot;
        drop(pool.call(move || -> () { unreachable!("{}", size_of_val(&hot)) }));
        let waiting = pool.call(|| 1);
        let hot = Hot;
        let refused = pool.call(move || -> () { unreachable!("{}", size_of_val(&hot)) });
        assert!(matches!(refused.await, Err(JobError::Refused(_) | JobError::Closed)));
        occupied.end().await;
        assert_eq!(waiting.await.unwrap(), 1);
    });
}

#[test]
fn a_pool_that_is_dropped_in_full_swing_leaves_nobody_waiting() {
    for round in 0..12 {
        let pool = Pool::new(PoolSettings { threads: 3, cores: Some(2.0), queue_max: 1_000, idle: LONG });
        let operation = pool.operation(OperationSettings::named("job"));
        let ended = Arc::new(AtomicUsize::new(0));
        wait(async {
            let tasks: Vec<_> = (0..20)
                .map(|number| {
                    let (operation, ended) = (operation.clone(), ended.clone());
                    spawn(async move {
                        for step in number.. {
                            let inner = operation.clone();
                            let result = match step % 4 {
                                0 => operation.call(|| ()).await,
                                1 => operation.drive(0, tokio::task::yield_now()).await,
                                2 => operation.call(move || drop(block_on(inner.drive(0, async {})))).await,
                                _ => {
                                    drop(operation.call(|| ()));
                                    operation.drive(0, tokio::time::sleep(Duration::from_micros(50))).await
                                }
                            };
                            ended.fetch_add(1, SeqCst);
                            match result {
                                Ok(()) => {}
                                Err(JobError::Refused(_)) => tokio::task::yield_now().await,
                                Err(JobError::Closed) => return,
                                Err(error) => panic!("{error}"),
                            }
                        }
                    })
                })
                .collect();
            while ended.load(SeqCst) < 100 * round {
                tokio::task::yield_now().await;
            }
            drop(pool);
            for task in tasks {
                task.await.expect("no panic");
            }
        });
    }
}

#[cfg(target_os = "linux")]
mod threads {
    use super::*;

    /// The folder of the calling thread in /proc.
    fn this_thread() -> std::path::PathBuf {
        Path::new("/proc").join(fs::read_link("/proc/thread-self").expect("a name of this thread"))
    }

    /// Field 19 of proc(5)'s `stat`; the name in field 2 may contain spaces.
    fn nice(thread: &Path) -> i32 {
        let stat = fs::read_to_string(thread.join("stat")).expect("the thread lives");
        let fields = stat.rsplit_once(')').expect("a name in parentheses").1;
        fields.split_whitespace().nth(16).expect("19 fields").parse().expect("a number")
    }

    #[test]
    fn they_are_nicer_than_the_process_and_nothing_else_is() {
        let pool = Arc::new(pool(2, 10));
        let base = nice(Path::new("/proc/self"));
        let expected = (base + 5).min(19);
        wait(async {
            assert_eq!(pool.call(|| nice(&this_thread())).await.unwrap(), expected);
            let inner = pool.clone();
            let nested = pool.call(move || block_on(inner.drive(async { nice(&this_thread()) })).unwrap()).await;
            assert_eq!(nested.unwrap(), expected, "a thread that a pool thread started");
            let io = spawn(async { nice(&this_thread()) }).await.unwrap();
            assert_eq!((io, nice(&this_thread())), (base, base));
        });
    }

    /// The length of a thread's turn in ns, where the kernel says it; the file has a line for each value, and its lines depend on the kernel.
    fn turn(thread: &Path) -> Option<u64> {
        let values = fs::read_to_string(thread.join("sched")).ok()?;
        let line = values.lines().find(|line| line.starts_with("se.slice"))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a thread that a user's code starts")]
    fn those_that_wait_take_short_turns_and_those_that_work_do_not() {
        let pool = pool(1, 10);
        let usual = turn(&this_thread());
        wait(async {
            let io = spawn(async {
                let started = std::thread::spawn(|| turn(&this_thread()));
                (turn(&this_thread()), started.join().expect("no panic"))
            });
            // Before 6.12 the kernel has one length for all threads.
            assert!(
                matches!(io.await.unwrap(), (waits, started) if started == usual && (waits == usual || waits == Some(100_000)))
            );
            assert_eq!(pool.call(|| turn(&this_thread())).await.unwrap(), usual);
        });
    }

    #[test]
    fn the_one_that_slept_last_is_woken_first() {
        let pool = pool(2, 10);
        let both = Arc::new(Barrier::new(2));
        let calls = [both.clone(), both].map(|both| pool.call(move || both.wait().is_leader()));
        wait(async {
            for call in calls {
                call.await.unwrap();
            }
            // Once the other sleeps too, it sleeps on.
            let (mut last, mut times) = (None, 0);
            let since = Instant::now();
            while times < 100 {
                let thread = pool.call(|| std::thread::current().id()).await.ok();
                times = if thread == last { times + 1 } else { 0 };
                last = thread;
                assert!(since.elapsed() < LONG, "the threads take turns");
            }
        });
    }

    #[test]
    fn they_end_when_there_is_no_work() {
        let pool = OnePool::new(PoolSettings { idle: Duration::from_millis(1), ..PoolSettings::default() });
        let first = wait(pool.call(this_thread)).unwrap();
        until("the idle thread ends", || !first.exists());
        assert!(wait(pool.call(this_thread)).is_ok(), "and another one starts");
    }

    #[test]
    fn they_end_with_the_pool() {
        let pool = pool(2, 1);
        let idle = wait(pool.call(this_thread)).unwrap();
        drop(pool);
        until("the thread ends", || !idle.exists());
    }
}

/// What the pool learns from the clocks of its threads.
#[cfg(target_os = "linux")]
mod weights {
    use super::*;

    /// A pool of so many cores, with an operation whose jobs wait and one whose jobs work, both learned.
    struct Learned {
        pool: Pool,
        waits: Operation,
        works: Operation,
    }

    fn work() {
        let since = Instant::now();
        while since.elapsed() < Duration::from_millis(5) {
            std::hint::spin_loop();
        }
    }

    impl Learned {
        fn new(cores: f64) -> Self {
            let pool = Pool::new(PoolSettings { cores: Some(cores), ..PoolSettings::default() });
            let operation = |name| pool.operation(OperationSettings::named(name));
            let (waits, works) = (operation("waits"), operation("works"));
            wait(async {
                for _ in 0..10 {
                    waits.call(|| std::thread::sleep(Duration::from_millis(20))).await.expect("no panic");
                    works.call(work).await.expect("no panic");
                }
            });
            Self { pool, waits, works }
        }
    }

    #[test]
    fn are_those_of_what_jobs_do() {
        let Learned { pool, waits, works } = Learned::new(2.0);
        assert!(waits.weight() < 0.05, "{pool:?}");
        assert!(works.weight() > 0.95, "{pool:?}");
        let polled = pool.operation(OperationSettings::named("polled"));
        wait(async {
            for _ in 0..10 {
                // Waits without a thread, then works: between its polls a future costs nothing.
                let future = async {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    work();
                };
                polled.drive(0, future).await.unwrap();
            }
        });
        assert!(polled.weight() > 0.95, "{pool:?}");
    }

    #[test]
    fn let_all_jobs_that_wait_run_at_once() {
        let Learned { pool: _pool, waits, .. } = Learned::new(2.0);
        // Each of them waits for all the others.
        let barrier = Arc::new(Barrier::new(64));
        let jobs: Vec<_> = (0..64)
            .map(|_| {
                let barrier = barrier.clone();
                waits.call(move || barrier.wait().is_leader())
            })
            .collect();
        wait(async {
            let mut leaders = 0;
            for job in jobs {
                leaders += usize::from(job.await.unwrap());
            }
            assert_eq!(leaders, 1);
        });
    }

    #[test]
    fn give_jobs_that_work_a_core_each() {
        let Learned { pool: _pool, works, .. } = Learned::new(2.0);
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs: Vec<_> = (0..40)
            .map(|_| {
                let (running, most) = (running.clone(), most.clone());
                works.call(move || {
                    most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                    work();
                    running.fetch_sub(1, SeqCst);
                })
            })
            .collect();
        wait(async {
            for job in jobs {
                job.await.unwrap();
            }
        });
        assert!(most.load(SeqCst) <= 2, "{most:?} at once: {works:?}");
    }

    #[test]
    fn keep_work_from_holding_up_what_waits() {
        let Learned { pool: _pool, waits, works } = Learned::new(1.0);
        let stop = Arc::new(AtomicUsize::new(0));
        let stopped = stop.clone();
        let busy = works.call(move || {
            while stopped.load(SeqCst) == 0 {
                std::hint::spin_loop();
            }
        });
        let stopped = stop.clone();
        let queued = works.call(move || stopped.load(SeqCst));
        wait(async {
            for _ in 0..3 {
                let barrier = Arc::new(Barrier::new(8));
                let jobs: Vec<_> = (0..8).map(|_| barrier.clone()).collect();
                let jobs: Vec<_> =
                    jobs.into_iter().map(|barrier| waits.call(move || barrier.wait().is_leader())).collect();
                for job in jobs {
                    job.await.unwrap();
                }
            }
            stop.store(1, SeqCst);
            busy.await.unwrap();
            assert_eq!(queued.await.unwrap(), 1, "it had to wait for the core");
        });
    }
}
