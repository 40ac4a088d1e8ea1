//! What parallel calls promise, whatever the width: on one core as on sixty-four.
#![cfg(feature = "parallel")]

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use brigade_scheduler::{OperationSettings, Pool, PoolSettings, cores, parallel, runtime};

/// Some work.
fn work(seed: u64) -> u64 {
    (0..2_000).fold(seed, |sum, number| std::hint::black_box(sum.wrapping_mul(31).wrapping_add(number)))
}

/// The text of a panic in `function`.
fn panic_of(function: impl FnOnce()) -> &'static str {
    let payload = catch_unwind(AssertUnwindSafe(function)).expect_err("a panic");
    payload.downcast_ref::<&'static str>().copied().expect("a text")
}

#[test]
fn results_are_in_the_order_of_the_items() {
    for count in [0, 1, 2, 3, 100, 5_000] {
        let words: Vec<String> = (0..count).map(|number: u64| number.to_string()).collect();
        let prefix = String::from("number ");
        let results = parallel::map(&words, |word| {
            work(1);
            format!("{prefix}{word}")
        });
        let expected: Vec<_> = words.iter().map(|word| format!("number {word}")).collect();
        assert_eq!(results, expected, "{count} items");
    }
}

#[test]
fn anything_that_is_iterated_over_can_be_shared_out() {
    assert_eq!(parallel::map(vec![String::from("a"), String::from("b")], |owned| owned), ["a", "b"]);
    let unsized_hint = (0..200).filter(|number| number % 3 == 0);
    let expected: Vec<_> = unsized_hint.clone().collect();
    assert_eq!(parallel::map(unsized_hint, |number| number), expected);
    let mut rows = vec![0; 64 * 100];
    parallel::for_each(rows.chunks_mut(64).enumerate(), |(number, row)| row.fill(number));
    assert!(rows.iter().enumerate().all(|(place, &number)| number == place / 64));
}

#[test]
fn a_call_ends_before_its_borrows_do() {
    for _ in 0..200 {
        let running = AtomicUsize::new(0);
        parallel::for_each(0..20, |number| {
            running.fetch_add(1, SeqCst);
            work(number);
            running.fetch_sub(1, SeqCst);
        });
        assert_eq!(running.load(SeqCst), 0);
    }
}

#[test]
fn a_panic_reaches_the_caller_when_all_work_has_stopped() {
    for item in [0, 1, 7, 500] {
        let running = AtomicUsize::new(0);
        let text = panic_of(|| {
            // Without an early stop this would go on for ever.
            parallel::for_each(0_u64.., |number| {
                running.fetch_add(1, SeqCst);
                let guard = Running(&running);
                assert!(number != item, "the item is bad");
                work(number);
                drop(guard);
            });
        });
        assert_eq!((text, running.load(SeqCst)), ("the item is bad", 0));
    }
    assert_eq!(parallel::map(0..3, |number| number), [0, 1, 2], "helpers go on after a panic");
}

struct Running<'a>(&'a AtomicUsize);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

#[test]
fn every_way_to_panic_is_heard_of() {
    /// The text of the panic, and the call.
    type Case = (&'static str, Box<dyn Fn()>);
    let cases: [Case; 6] = [
        ("first", Box::new(|| drop(parallel::join(|| -> String { panic!("first") }, || ())))),
        ("second", Box::new(|| drop(parallel::join(|| (), || -> String { panic!("second") })))),
        ("iterator", Box::new(|| parallel::for_each((0..9).inspect(|&n| assert!(n < 5, "iterator")), drop))),
        ("function", Box::new(|| parallel::scope(|_| panic!("function")))),
        ("task", Box::new(|| parallel::scope(|scope| scope.spawn(|_| panic!("task"))))),
        ("nested", Box::new(|| parallel::for_each(0..9, |_| parallel::for_each(0..9, |_: i32| panic!("nested"))))),
    ];
    for (text, call) in cases {
        assert_eq!(panic_of(call), text);
    }
}

#[test]
fn calls_nest() {
    fn nested(depth: u32) -> u64 {
        if depth == 0 {
            return work(0).clamp(1, 1);
        }
        let (left, right) = parallel::join(
            || parallel::map(0..4, |_| nested(depth - 1)).iter().sum::<u64>(),
            || {
                let sum = Mutex::new(0);
                parallel::scope(|scope| {
                    for _ in 0..4 {
                        scope.spawn(|_| *sum.lock().unwrap() += nested(depth - 1));
                    }
                });
                sum.into_inner().unwrap()
            },
        );
        left + right
    }
    assert_eq!(nested(4), 8_u64.pow(4));
}

#[test]
fn many_callers_at_once_all_get_done() {
    let pool = Pool::new(PoolSettings { cores: Some(8.0), ..PoolSettings::default() });
    let operation = pool.operation(OperationSettings::named("sum"));
    let calls: Vec<_> = (0..64)
        .map(|call: u64| operation.call(move || parallel::map(0..100, |number| work(number).min(1) * call)))
        .collect();
    let runtime = runtime(Some(1)).unwrap();
    for (number, call) in (0..).zip(calls) {
        assert_eq!(runtime.block_on(call).unwrap().iter().sum::<u64>(), 100 * number);
    }
}

#[test]
fn a_task_may_add_tasks() {
    let count = AtomicUsize::new(0);
    let result = parallel::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|scope| {
                work(1);
                scope.spawn(|scope| {
                    count.fetch_add(1, SeqCst);
                    scope.spawn(|_| {
                        count.fetch_add(1, SeqCst);
                    });
                });
            });
        }
        "result"
    });
    assert_eq!((result, count.load(SeqCst)), ("result", 20));
}

#[test]
fn both_functions_of_a_join_are_called_once() {
    for _ in 0..500 {
        let (mut left, mut right) = (0, 0);
        let results = parallel::join(|| left += 1, || right += 1);
        assert_eq!((results, left, right), (((), ()), 1, 1));
    }
}

#[test]
fn a_call_is_no_wider_than_the_cores() {
    let threads = Mutex::new(HashSet::new());
    let foreign = AtomicBool::new(false);
    parallel::for_each(0..2_000, |number| {
        work(number);
        let thread = std::thread::current();
        foreign.fetch_or(!matches!(thread.name(), Some("brigade-help" | "a_call_is_no_wider_than_the_cores")), SeqCst);
        threads.lock().unwrap().insert(thread.id());
    });
    assert!(threads.lock().unwrap().contains(&std::thread::current().id()), "the caller works");
    assert!(!foreign.load(SeqCst), "helpers have their own threads");
    let cores = cores().ceil() as usize;
    assert!((1..=cores).contains(&parallel::width()), "{} of {cores}", parallel::width());
}
