//! What batches promise. Every wait here is for a condition; nothing sleeps and hopes.

use std::{
    collections::BTreeSet,
    future::Future,
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use brigade_scheduler::{
    OperationSettings, Pool, PoolSettings, Reason,
    batch::{self, BatchFailure, BatchSettings, BatchWork, Batcher, Queued},
    runtime, spawn,
};

const LONG: Duration = Duration::from_secs(60);

/// A pool that always has a core for each of so many threads.
fn pool(threads: usize) -> Pool {
    Pool::new(PoolSettings { threads, cores: Some(threads as f64), ..PoolSettings::default() })
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

/// Work that is as its function says, and remembers its batches.
struct Work<F> {
    function: F,
    batches: Arc<Mutex<Vec<Vec<i32>>>>,
}

type Outputs = Result<Vec<i32>, String>;

impl<F: Fn(&[i32]) -> Outputs + Send + Sync + 'static> BatchWork for Work<F> {
    type Item = i32;
    type Output = i32;
    type Error = String;

    fn run(&self, items: &mut Vec<i32>) -> Outputs {
        self.batches.lock().expect("no batch panics here").push(items.clone());
        (self.function)(items)
    }
}

type Seen = Arc<Mutex<Vec<Vec<i32>>>>;

fn batcher<F: Fn(&[i32]) -> Outputs + Send + Sync + 'static>(
    pool: &Pool,
    settings: BatchSettings,
    function: F,
) -> (Batcher<Work<F>>, Seen) {
    let seen = Seen::default();
    (Batcher::new(pool, settings, Work { function, batches: seen.clone() }), seen)
}

fn one_instance() -> BatchSettings {
    BatchSettings { instances: Some(1), ..BatchSettings::named("double") }
}

/// Doubles the items; 0 makes it wait until something is sent.
fn doubling() -> (impl Fn(&[i32]) -> Outputs + Send + Sync + 'static, mpsc::Sender<()>) {
    let (go, gone) = mpsc::channel();
    let gone = Mutex::new(gone);
    let double = move |items: &[i32]| {
        if items.contains(&0) {
            gone.lock().expect("one batch waits").recv_timeout(LONG).expect("the test lets it go on");
        }
        Ok(items.iter().map(|item| 2 * item).collect())
    };
    (double, go)
}

/// An item that takes a millisecond, alone or with others.
const CONSTANT: i32 = 9;

fn constant(items: &[i32]) -> Outputs {
    std::thread::sleep(Duration::from_millis(1));
    Ok(items.to_vec())
}

/// Takes a millisecond, but makes a lone 0 wait until something is sent.
fn constant_but_for_zero() -> (impl Fn(&[i32]) -> Outputs + Send + Sync + 'static, mpsc::Sender<()>) {
    let (go, gone) = mpsc::channel();
    let gone = Mutex::new(gone);
    let work = move |items: &[i32]| match items {
        [0] => Ok(gone
            .lock()
            .expect("one batch waits")
            .recv_timeout(LONG)
            .map(|()| vec![0])
            .expect("the test lets it go on")),
        items => constant(items),
    };
    (work, go)
}

/// Submits a 0 and returns when its batch runs.
fn occupy<F: Fn(&[i32]) -> Outputs + Send + Sync + 'static>(doubles: &Batcher<Work<F>>) -> Queued<Work<F>> {
    let before = doubles.snapshot().running;
    let occupied = doubles.submit(0, 1, None);
    until("the batch starts", || doubles.snapshot().running == before + 1);
    occupied
}

fn words(answer: Result<i32, BatchFailure<String>>) -> String {
    match answer {
        Ok(output) => output.to_string(),
        Err(BatchFailure::Failed(error)) => format!("failed: {error}"),
        Err(other) => other.to_string(),
    }
}

#[test]
fn each_caller_gets_the_output_of_its_item() {
    let pool = pool(2);
    let (double, _go) = doubling();
    let (doubles, _) = batcher(&pool, BatchSettings::named("double"), double);
    wait(async {
        let queued: Vec<_> = (1..=100).map(|item| doubles.submit(item, 1, None)).collect();
        for (item, queued) in (1..=100).zip(queued) {
            assert_eq!(queued.await.unwrap(), 2 * item);
        }
    });
    let snapshot = doubles.snapshot();
    assert_eq!((snapshot.items, snapshot.queued, snapshot.failed), (100, 0, 0));
}

#[test]
fn what_comes_while_a_batch_runs_goes_together() {
    let pool = pool(1);
    let (double, go) = doubling();
    let (doubles, seen) = batcher(&pool, BatchSettings { max: 4, ..one_instance() }, double);
    wait(async {
        let first = occupy(&doubles);
        let rest: Vec<_> = (1..=6).map(|item| doubles.submit(item, 1, None)).collect();
        assert_eq!(doubles.snapshot().queued, 6);
        go.send(()).unwrap();
        assert_eq!(first.await.unwrap(), 0);
        for queued in rest {
            queued.await.unwrap();
        }
    });
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0], [0], "a lone item does not wait for company");
    assert_eq!(seen[1..].concat(), [1, 2, 3, 4, 5, 6], "the oldest are first");
    assert!(seen.len() < 7 && seen.iter().all(|batch| batch.len() <= 4), "{seen:?}");
}

#[test]
fn the_padded_cost_of_a_batch_is_bounded() {
    let pool = pool(1);
    let (work, go) = constant_but_for_zero();
    let (work, seen) = batcher(&pool, BatchSettings { cost_max: Some(16), ..one_instance() }, work);
    wait(async {
        // Without the bound all of them would pay together.
        work.calibrate(|| CONSTANT, |_| 4).await.unwrap();
        let first = occupy(&work);
        let rest = work.submit_all([CONSTANT; 20].map(|item| (item, 4)).into_iter().chain([(99, 99)]), None);
        go.send(()).unwrap();
        first.await.unwrap();
        for queued in rest {
            queued.await.unwrap();
        }
    });
    let sizes: BTreeSet<usize> = seen.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(sizes.last(), Some(&4), "as many as there is room for, also while it is measured: {sizes:?}");
}

#[test]
fn the_items_of_one_call_take_turns_with_others() {
    let pool = pool(1);
    let (double, go) = doubling();
    let (doubles, seen) = batcher(&pool, BatchSettings { max: 1, ..one_instance() }, double);
    wait(async {
        let first = occupy(&doubles);
        let many = doubles.submit_all((1..=4).map(|item| (item, 1)), None);
        let one = doubles.submit(-1, 1, None);
        let other = doubles.submit_all([(-2, 1), (-3, 1)], None);
        go.send(()).unwrap();
        first.await.unwrap();
        for queued in many.into_iter().chain([one]).chain(other) {
            queued.await.unwrap();
        }
    });
    assert_eq!(seen.lock().unwrap().concat(), [0, 1, -1, -2, 2, -3, 3, 4]);
}

#[test]
fn a_batch_that_fails_is_tried_in_parts() {
    /// Whether it is tried again, what fails, the answers to 1, 2, 3 and 4, the batches that were tried.
    type Case = (bool, fn(&[i32]) -> Outputs, [&'static str; 4], &'static [&'static [i32]]);
    fn bad_three(items: &[i32]) -> Outputs {
        if items.contains(&3) { Err(format!("3 in {items:?}")) } else { Ok(items.to_vec()) }
    }
    fn panics_at_three(items: &[i32]) -> Outputs {
        assert!(!items.contains(&3), "no 3 please");
        Ok(items.to_vec())
    }
    fn forgets(items: &[i32]) -> Outputs {
        Ok(items[1..].to_vec())
    }
    let cases: [Case; 4] = [
        (true, bad_three, ["1", "2", "failed: 3 in [3]", "4"], &[&[1, 2, 3, 4], &[1, 2], &[3, 4], &[3], &[4]]),
        (false, bad_three, ["failed: 3 in [1, 2, 3, 4]"; 4], &[&[1, 2, 3, 4]]),
        (
            true,
            panics_at_three,
            ["1", "2", "the work panicked: no 3 please", "4"],
            &[&[1, 2, 3, 4], &[1, 2], &[3, 4], &[3], &[4]],
        ),
        (true, forgets, ["3 outputs came of 4 items"; 4], &[&[1, 2, 3, 4]]),
    ];
    for (retry, function, answers, batches) in cases {
        let pool = pool(1);
        let (go, gone) = mpsc::channel();
        let gone = Mutex::new(gone);
        let work = move |items: &[i32]| match items {
            [0] => Ok(gone.lock().unwrap().recv_timeout(LONG).map(|()| vec![0]).expect("the test lets it go on")),
            [CONSTANT, ..] => constant(items),
            items => function(items),
        };
        let (work, seen) = batcher(&pool, BatchSettings { retry, max: 4, ..one_instance() }, work);
        wait(async {
            work.calibrate(|| CONSTANT, |_| 1).await.unwrap();
            seen.lock().unwrap().clear();
            let first = occupy(&work);
            let rest: Vec<_> = (1..=4).map(|item| work.submit(item, 1, None)).collect();
            go.send(()).unwrap();
            first.await.unwrap();
            for (queued, expected) in rest.into_iter().zip(answers) {
                assert_eq!(words(queued.await), expected);
            }
        });
        assert_eq!(seen.lock().unwrap()[1..], *batches);
        until("the batch is over", || work.snapshot().running == 0);
        let failed = answers.iter().filter(|answer| answer.len() > 1).count();
        assert_eq!(work.snapshot().failed, failed as u64);
    }
}

#[test]
fn an_item_leaves_the_queue_with_its_caller() {
    let pool = pool(1);
    let (double, go) = doubling();
    let (doubles, seen) = batcher(&pool, one_instance(), double);
    wait(async {
        let first = occupy(&doubles);
        let (leaves, stays) = (doubles.submit(1, 1, None), doubles.submit(2, 1, None));
        drop(leaves);
        assert_eq!(doubles.snapshot().queued, 1);
        go.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(stays.await.unwrap(), 4);
    });
    assert_eq!(seen.lock().unwrap().concat(), [0, 2]);
    assert_eq!(doubles.snapshot().departed, 1);
}

#[test]
fn an_item_whose_time_is_over_is_not_tried() {
    let pool = pool(1);
    let (double, go) = doubling();
    let (doubles, seen) = batcher(&pool, one_instance(), double);
    wait(async {
        let first = occupy(&doubles);
        let deadline = Instant::now() + Duration::from_millis(5);
        let late = doubles.submit(1, 1, Some(deadline));
        until("its time is over", || Instant::now() > deadline);
        go.send(()).unwrap();
        first.await.unwrap();
        assert!(matches!(late.await, Err(BatchFailure::Expired)));
    });
    assert_eq!(seen.lock().unwrap().concat(), [0]);
    assert_eq!(doubles.snapshot().expired, 1);
}

#[test]
fn a_call_that_finds_the_queue_full_is_refused_and_one_that_fills_it_is_not() {
    let pool = pool(1);
    let (double, go) = doubling();
    let (doubles, _) = batcher(&pool, BatchSettings { queue_max: 3, ..one_instance() }, double);
    wait(async {
        let first = occupy(&doubles);
        let two = doubles.submit_all([(1, 1), (2, 1)], None);
        assert!(doubles.admit(None).is_ok());
        let many = doubles.submit_all((3..=12).map(|item| (item, 1)), None);
        assert_eq!(doubles.admit(None).unwrap_err().reason, Reason::Full);
        for refused in doubles.submit_all([(13, 1), (14, 1)], None) {
            let Err(BatchFailure::Refused(refusal)) = refused.await else { panic!("there was no room") };
            assert_eq!(refusal.reason, Reason::Full);
        }
        go.send(()).unwrap();
        first.await.unwrap();
        for queued in two.into_iter().chain(many) {
            queued.await.unwrap();
        }
    });
    assert_eq!(doubles.snapshot().refused, [(Reason::Full, 3)]);
}

#[test]
fn what_would_be_done_too_late_is_refused_at_once() {
    let pool = pool(1);
    let (work, go) = constant_but_for_zero();
    // One by one, a millisecond each.
    let (work, _) = batcher(&pool, BatchSettings { max: 1, ..one_instance() }, work);
    wait(async {
        assert!(work.admit(Some(Instant::now())).is_ok(), "nothing is known");
        work.calibrate(|| CONSTANT, |_| 1).await.unwrap();
        let first = occupy(&work);
        let queued = work.submit_all((0..1_000).map(|_| (CONSTANT, 1)), None);
        let soon = Instant::now() + Duration::from_millis(500);
        assert_eq!(work.admit(Some(soon)).unwrap_err().reason, Reason::Deadline);
        let Err(BatchFailure::Refused(refusal)) = work.submit(1, 1, Some(soon)).await else { panic!("it waits") };
        assert_eq!(refusal.reason, Reason::Deadline);
        assert!(refusal.retry_after > Duration::from_millis(500));
        assert!(work.admit(Some(soon + LONG)).is_ok() && work.admit(None).is_ok());
        drop(queued);
        go.send(()).unwrap();
        first.await.unwrap();
    });
    assert_eq!(work.snapshot().refused, [(Reason::Deadline, 2)]);
}

#[test]
fn a_sample_shows_up_to_which_size_batches_pay() {
    let pool = pool(1);
    let each = |items: &[i32]| {
        items.iter().for_each(|_| std::thread::sleep(Duration::from_millis(1)));
        Ok(items.to_vec())
    };
    let settings = || BatchSettings { max: 8, ..BatchSettings::named("read") };
    wait(async {
        let (work, seen) = batcher(&pool, settings(), constant);
        let pays = work.calibrate(|| 1, |_| 16).await.unwrap();
        assert_eq!((pays.pays_up_to, pays.cost), (8, 16));
        assert!((4.0..16.0).contains(&pays.gain), "{pays}");
        assert!(pays.to_string().ends_with(&format!("batches pay up to 8 at cost 16 ({:.1}x)", pays.gain)));
        assert_eq!(seen.lock().unwrap().iter().map(Vec::len).max(), Some(8));
        assert_eq!(work.snapshot().learned[0].pays_up_to, 8);
        let (work, seen) = batcher(&pool, settings(), each);
        let pays = work.calibrate(|| 1, |_| 16).await.unwrap();
        assert_eq!(pays.pays_up_to, 1);
        assert!(pays.to_string().ends_with("batches do not pay"), "{pays}");
        assert_eq!(seen.lock().unwrap().iter().map(Vec::len).max(), Some(2), "no larger ones are tried");
    });
}

#[test]
fn items_wait_for_company_where_that_was_asked_for() {
    let pool = pool(1);
    let (work, go) = constant_but_for_zero();
    let (work, seen) = batcher(&pool, BatchSettings { max: 3, wait: Some(LONG), ..one_instance() }, work);
    wait(async {
        work.calibrate(|| CONSTANT, |_| 1).await.unwrap();
        seen.lock().unwrap().clear();
        let first = occupy(&work);
        let waits = [work.submit(1, 1, None), work.submit(2, 1, None)];
        go.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(work.snapshot().queued, 2);
        for queued in waits.into_iter().chain([work.submit(3, 1, None)]) {
            queued.await.unwrap();
        }
    });
    assert_eq!(seen.lock().unwrap()[..], [vec![0], vec![1, 2, 3]], "the first comes alone, the others do not");
}

#[test]
fn an_item_waits_for_company_only_as_long_as_its_deadline_lets_it() {
    let pool = pool(1);
    let (double, _go) = doubling();
    let (doubles, seen) = batcher(&pool, BatchSettings { wait: Some(LONG), ..one_instance() }, double);
    wait(async {
        // The first finds that nobody has come before it.
        doubles.submit(1, 1, None).await.unwrap();
        let deadline = Instant::now() + Duration::from_millis(500);
        assert_eq!(doubles.submit(2, 1, Some(deadline)).await.unwrap(), 4);
    });
    assert_eq!(seen.lock().unwrap()[..], [vec![1], vec![2]]);
}

#[test]
fn an_item_that_waits_for_company_goes_alone_when_none_comes() {
    let pool = pool(1);
    let (double, _go) = doubling();
    let settings = BatchSettings { wait: Some(Duration::from_millis(1)), ..one_instance() };
    let (doubles, _) = batcher(&pool, settings, double);
    wait(async {
        for item in 1..50 {
            assert_eq!(doubles.submit(item, 1, None).await.unwrap(), 2 * item);
        }
    });
    // Without a runtime there is no clock, and nobody waits.
    for item in 1..50 {
        assert_eq!(doubles.wait(item, 1, None).unwrap(), 2 * item);
    }
}

#[test]
fn everybody_gets_their_own_answer_whatever_others_do() {
    const CALLERS: i32 = 64;
    let pool = pool(3);
    let some_fail = |items: &[i32]| {
        assert!(!items.iter().any(|item| item % 50 == 7), "no such item");
        if items.iter().any(|item| item % 30 == 5) { Err("bad".to_owned()) } else { Ok(items.to_vec()) }
    };
    let (work, _) = batcher(&pool, BatchSettings { max: 16, ..BatchSettings::named("work") }, some_fail);
    let waits = pool.operation(OperationSettings::named("waits"));
    wait(async {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (work, waits) = (work.clone(), waits.clone());
                spawn(async move {
                    for item in (0..50).map(|round| 1_000 * caller + round) {
                        let own = work.submit(item, 1 + item as u64 % 9, None);
                        drop(work.submit(-1, 1, None));
                        let there = work.clone();
                        let (answer, on_pool) = match item % 4 {
                            0 => (own.await, waits.call(move || there.wait(item, 1, None)).await.ok()),
                            _ => (own.await, None),
                        };
                        for answer in [Some(answer), on_pool].into_iter().flatten() {
                            match answer {
                                Err(BatchFailure::Panicked(_)) => assert_eq!(item % 50, 7),
                                Err(BatchFailure::Failed(_)) => assert_eq!(item % 30, 5),
                                answer => assert_eq!(answer.unwrap(), item),
                            }
                        }
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.unwrap();
        }
    });
    until("the last batch is over", || work.snapshot().running == 0);
    let snapshot = work.snapshot();
    assert_eq!(snapshot.queued, 0);
    let submitted = CALLERS as u64 * (50 * 2 + 13);
    assert_eq!(snapshot.items + snapshot.departed + snapshot.expired, submitted);
    assert!(snapshot.prediction_error.is_some() && snapshot.padding > 0);
}

#[test]
fn jobs_that_wait_for_items_work_on_them() {
    // As many jobs as threads wait for items: no other thread is there that could work.
    const THREADS: usize = 2;
    let pool = pool(THREADS);
    let (double, _go) = doubling();
    let (doubles, _) = batcher(&pool, one_instance(), double);
    let waits = pool.operation(OperationSettings::named("waits"));
    wait(async {
        let jobs: Vec<_> = (1..=20)
            .map(|item| {
                let doubles = doubles.clone();
                waits.call(move || {
                    let all = doubles.wait_all([(item, 1), (item + 1, 1)], None);
                    all.into_iter().map(|answer| answer.unwrap()).sum::<i32>()
                })
            })
            .collect();
        for (item, job) in (1..=20).zip(jobs) {
            assert_eq!(job.await.unwrap(), 2 * item + 2 * (item + 1));
        }
    });
}

#[test]
fn a_thread_of_the_users_waits_for_items() {
    let pool = pool(1);
    let (double, _go) = doubling();
    let (doubles, _) = batcher(&pool, one_instance(), double);
    assert_eq!(doubles.wait(21, 1, None).unwrap(), 42);
}

#[test]
fn work_can_ask_whether_anybody_waits() {
    assert!(batch::is_wanted(), "outside a batch nobody can leave");
    let pool = pool(1);
    let (tell, told) = mpsc::channel();
    let endless = move |items: &[i32]| {
        until("everybody leaves", || !batch::is_wanted());
        tell.send(()).unwrap();
        Ok(items.to_vec())
    };
    let (endless, _) = batcher(&pool, one_instance(), endless);
    wait(async {
        let caller = endless.submit(1, 1, None);
        until("the batch starts", || endless.snapshot().running == 1);
        drop(caller);
        told.recv_timeout(LONG).expect("the work heard of it");
    });
}

#[test]
fn what_waits_when_the_pool_is_dropped_hears_of_it() {
    let small = pool(1);
    let (double, go) = doubling();
    let (doubles, _) = batcher(&small, one_instance(), double);
    wait(async {
        let first = occupy(&doubles);
        let waits = doubles.submit(1, 1, None);
        drop(small);
        go.send(()).unwrap();
        assert_eq!(first.await.unwrap(), 0, "what runs is finished");
        assert!(matches!(waits.await, Err(BatchFailure::Closed)));
        assert!(matches!(doubles.submit(1, 1, None).await, Err(BatchFailure::Closed)));
    });
}

#[test]
fn a_pool_shows_its_batches_as_long_as_they_are_there() {
    let pool = pool(1);
    let (double, _go) = doubling();
    let (doubles, _) = batcher(&pool, BatchSettings::named("double"), double);
    wait(doubles.submit(1, 7, None)).unwrap();
    let shown = pool.snapshot().batches;
    let [shown] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!((&*shown.name, shown.batches, shown.items, shown.cost, shown.padding), ("double", 1, 1, 7, 0));
    assert_eq!(shown.sizes, [(1, 1)]);
    drop(doubles);
    until("the runner is gone", || pool.snapshot().batches.is_empty());
}

#[test]
fn a_job_that_waits_for_an_item_sleeps() {
    let pool = pool(2);
    let (double, go) = doubling();
    let (doubles, _) = batcher(&pool, one_instance(), double);
    let waits = pool.operation(OperationSettings::named("waits"));
    wait(async {
        let first = occupy(&doubles);
        let there = doubles.clone();
        let job = waits.call(move || there.wait(1, 1, None));
        until("it waits", || doubles.snapshot().queued == 1);
        // For as long as this, it could be seen to work.
        std::thread::sleep(Duration::from_millis(50));
        go.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(job.await.unwrap().unwrap(), 2);
    });
    let used = &pool.snapshot().operations[1];
    assert!(used.cpu < Duration::from_millis(25), "{used:?}");
}
