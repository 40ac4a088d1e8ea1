use loom::{
    cell::UnsafeCell,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    thread,
};

use crate::{
    combine::Combining,
    idle::{Idle, sleep},
    inbox::{Inbox, Taken},
    outbox::{Outbox, Posted},
    sync::Thread,
    turn::{Pause, Turn},
};

/// Tries every order in which no thread is interrupted more than twice: nearly every mistake shows in one of those, and
/// all orders of three threads would take hours.
fn model(play: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(play);
}

/// A value that counts its drops. loom complains of one that is not wholly there when it is dropped, or used.
struct Counted {
    number: usize,
    drops: Arc<AtomicUsize>,
    written: UnsafeCell<()>,
}

impl Counted {
    fn new(number: usize, drops: &Arc<AtomicUsize>) -> Self {
        let written = UnsafeCell::new(());
        written.with_mut(|_| ());
        Self { number, drops: drops.clone(), written }
    }

    fn number(&self) -> usize {
        self.written.with(|_| self.number)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.written.with_mut(|_| ());
        self.drops.fetch_add(1, Relaxed);
    }
}

#[test]
fn an_inbox_gives_back_what_was_put_in_once_and_in_order() {
    model(|| {
        let (inbox, drops) = (Arc::new(Inbox::new()), Arc::new(AtomicUsize::new(0)));
        let pushers = [0, 10].map(|first| {
            let (inbox, drops) = (inbox.clone(), drops.clone());
            thread::spawn(move || {
                for number in first..first + 2 {
                    inbox.push(Counted::new(number, &drops));
                }
            })
        });
        let mut taken: Vec<_> = inbox.take_all().map(|counted| counted.number()).collect();
        pushers.into_iter().for_each(|pusher| pusher.join().unwrap());
        // What is taken and not looked at is dropped, and so is what nobody took.
        let mut rest = inbox.take_all();
        taken.extend(rest.next().map(|counted| counted.number()));
        drop(rest);
        inbox.push(Counted::new(20, &drops));
        drop(inbox);
        assert_eq!(drops.load(Relaxed), 5);
        for first in [0, 10] {
            let order: Vec<_> = taken.iter().copied().filter(|number| number / 10 == first / 10).collect();
            assert!([&[][..], &[first], &[first, first + 1]].contains(&&order[..]), "{taken:?}");
        }
    });
}

#[test]
fn no_message_is_left_behind() {
    model(|| {
        let sum = Arc::new(Combining::new(0));
        let send = |sum: &Combining<usize, usize>, number| {
            sum.push(number);
            sum.attend(|sum: &mut usize, numbers: Taken<usize>| *sum += numbers.sum::<usize>(), drop);
        };
        let senders = [1, 10].map(|number| {
            let sum = sum.clone();
            thread::spawn(move || send(&sum, number))
        });
        let (mut state, numbers) = sum.lock();
        *state += numbers.sum::<usize>();
        drop(state);
        sum.attend(|sum, numbers| *sum += numbers.sum::<usize>(), drop);
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        let (state, mut numbers) = sum.lock();
        assert_eq!((*state, numbers.next()), (11, None));
    });
}

/// The pool's threads, with a job that is nothing.
#[derive(Default)]
struct Workers {
    jobs: usize,
    idle: Idle,
}

impl Workers {
    /// Takes jobs in, and says whom to wake.
    fn apply(&mut self, jobs: Taken<()>) -> Vec<Thread> {
        let before = self.jobs;
        self.jobs += jobs.count();
        (before..self.jobs).filter_map(|_| self.idle.wake()).collect()
    }
}

fn attend(workers: &Combining<(), Workers>) {
    workers.attend(Workers::apply, |woken| woken.iter().for_each(Thread::unpark));
}

/// The life of a thread that ends with its first job. It hangs if the wake-up for it is lost.
fn work(workers: &Combining<(), Workers>) {
    let mut asleep = false;
    loop {
        let (mut state, jobs) = workers.lock();
        let woken = state.apply(jobs);
        let found = (!asleep || !state.idle.has_this_thread()) && state.jobs > 0;
        if found {
            state.jobs -= 1;
        } else if !asleep || !state.idle.has_this_thread() {
            state.idle.lie_down();
            asleep = true;
        }
        drop(state);
        woken.iter().for_each(Thread::unpark);
        attend(workers);
        if found {
            return;
        }
        sleep(std::time::Duration::MAX);
    }
}

#[test]
fn no_thread_sleeps_while_there_is_a_job_for_it() {
    model(|| {
        let workers = Arc::new(Combining::new(Workers::default()));
        let threads = [(); 2].map(|()| {
            let workers = workers.clone();
            thread::spawn(move || work(&workers))
        });
        for _ in 0..2 {
            workers.push(());
            attend(&workers);
        }
        threads.into_iter().for_each(|thread| thread.join().expect("no thread panics"));
        let (state, _) = workers.lock();
        assert_eq!(state.jobs, 0);
    });
}

#[test]
fn nothing_stays_with_a_reader_who_leaves() {
    model(|| {
        let (outbox, drops) = (Arc::new(Outbox::new()), Arc::new(AtomicUsize::new(0)));
        let posters = [1, 2].map(|number| {
            let (outbox, drops) = (outbox.clone(), drops.clone());
            thread::spawn(move || match outbox.post(Counted::new(number, &drops)) {
                Posted::Call => {}
                Posted::Take => drop(outbox.take_all()),
            })
        });
        drop(outbox.take_all());
        drop(outbox.leave());
        posters.into_iter().for_each(|poster| poster.join().expect("no thread panics"));
        assert_eq!(drops.load(Relaxed), 2);
    });
}

/// A future that is ready when it is told. Whoever has to queue it polls it.
struct Driven {
    turn: Turn,
    /// Stands for the future: loom complains of two threads that use it and have not handed it over.
    future: UnsafeCell<()>,
    /// Relaxed: what makes it visible to a poll is the wake-up alone.
    ready: AtomicBool,
    drops: AtomicUsize,
}

impl Driven {
    fn new() -> Arc<Self> {
        let (ready, drops) = (AtomicBool::new(false), AtomicUsize::new(0));
        Arc::new(Self { turn: Turn::new(), future: UnsafeCell::new(()), ready, drops })
    }

    fn poll(&self) {
        while self.turn.begin() {
            self.future.with_mut(|_| ());
            if self.ready.load(Relaxed) {
                self.turn.end();
                return self.drop_future();
            }
            match self.turn.pause() {
                Pause::Parked => return,
                Pause::Queued => {}
                Pause::Left => return self.drop_future(),
            }
        }
    }

    fn wake(&self) {
        if self.turn.wake() {
            self.poll();
        }
    }

    fn leave(&self) {
        if self.turn.leave() {
            self.drop_future();
        }
    }

    fn drop_future(&self) {
        self.future.with_mut(|_| ());
        self.drops.fetch_add(1, Relaxed);
    }
}

/// Plays `parts` at once, in every order.
fn at_once(parts: &'static [fn(&Driven)], check: fn(&Driven)) {
    model(move || {
        let driven = Driven::new();
        let threads: Vec<_> = parts
            .iter()
            .map(|part| {
                let driven = driven.clone();
                thread::spawn(move || part(&driven))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no thread panics"));
        check(&driven);
    });
}

fn is_ready(driven: &Driven) {
    driven.ready.store(true, Relaxed);
    driven.wake();
}

#[test]
fn a_future_that_is_woken_is_polled_again_and_dropped_once() {
    at_once(&[Driven::poll, is_ready], |driven| assert_eq!(driven.drops.load(Relaxed), 1));
    // Wake-ups without a reason come at any time, from any thread.
    at_once(&[Driven::poll, is_ready, Driven::wake], |driven| assert_eq!(driven.drops.load(Relaxed), 1));
}

#[test]
fn a_future_whose_caller_leaves_is_dropped_once() {
    at_once(&[Driven::poll, Driven::leave], |driven| assert_eq!(driven.drops.load(Relaxed), 1));
    at_once(&[Driven::poll, Driven::leave, is_ready], |driven| assert_eq!(driven.drops.load(Relaxed), 1));
}
