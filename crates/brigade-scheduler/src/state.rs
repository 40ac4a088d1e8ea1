//! What a pool is doing: its policy, the jobs that it has admitted, and its threads; and how each [`Message`] changes that.
//!
//! Nothing here waits, wakes or starts a thread: what is to be done is the [`Aftermath`], for when the lock is free. Why it
//! is right is said in [`workers`](crate::workers).

use std::{
    collections::VecDeque,
    sync::Arc,
    thread::Thread,
    time::{Duration, Instant},
};

use crate::{
    idle::Idle,
    inbox::Taken,
    job::{Job, JobError, Ticket},
    policy::{Action, Arrival, Entry, Event, Kind, Policy, Reason, Refusal},
    sampler::Verdict,
    seat::{Seat, Sitting},
};

/// After the operating system has refused a thread, it is asked for none for this long.
const SHORT: Duration = Duration::from_millis(100);

/// What happens to a pool.
pub(crate) enum Message {
    /// The policy hears of it.
    Event(Event<Job>),
    /// A job's caller has left.
    Withdraw(Ticket),
    /// A job was found blocked, or going on.
    Found(Verdict, Sitting, Arc<Seat>),
    /// A thread that was being started is there.
    Thread,
    /// A thread that was being started is not.
    NoThread,
}

pub(crate) struct State {
    pub(crate) policy: Policy<Job>,
    /// What the policy wants; empty between two steps.
    actions: Vec<Action<Job>>,
    /// Operations that something happened to in this round of messages.
    pub(crate) touched: Vec<usize>,
    pub(crate) cores: f64,
    /// Admitted jobs that no thread has taken yet, oldest first.
    pub(crate) ready: VecDeque<Ready>,
    idle: Idle,
    /// Threads that live or are being started.
    pub(crate) threads: usize,
    /// Those of them that are being started.
    starting: usize,
    /// How many threads will look into `ready` without being woken once more.
    pub(crate) looking: usize,
    /// Until when no thread is started, as the last one was refused.
    pub(crate) short_until: Option<Instant>,
    closed: bool,
}

pub(crate) struct Ready {
    pub(crate) kind: Kind,
    pub(crate) id: u64,
    pub(crate) job: Job,
}

/// What follows from a round of messages, to be done once the lock is free.
#[derive(Default)]
pub(crate) struct Aftermath {
    pub(crate) wake: Vec<Thread>,
    /// Whether to start a thread.
    pub(crate) start: bool,
    /// Whether there are jobs and no threads.
    pub(crate) abandoned: bool,
    pub(crate) refused: Vec<(Job, JobError)>,
    pub(crate) discarded: Vec<Job>,
}

/// How a thread comes to look for a job.
pub(crate) enum Coming {
    /// It was started, or has run one.
    Awake,
    Asleep {
        since: Instant,
    },
}

/// What a thread found.
pub(crate) enum Found {
    Job(Ready),
    /// Nothing: it sleeps for so long.
    Rest(Duration),
    /// It is not needed any more.
    End,
}

impl State {
    pub(crate) fn new(policy: Policy<Job>, cores: f64) -> Self {
        Self {
            policy,
            actions: Vec::new(),
            touched: Vec::new(),
            cores,
            ready: VecDeque::new(),
            idle: Idle::default(),
            threads: 0,
            starting: 0,
            looking: 0,
            short_until: None,
            closed: false,
        }
    }

    /// Takes in what happened, oldest first, and says what follows.
    pub(crate) fn apply(
        &mut self,
        messages: Taken<Message>,
        threads_max: usize,
        now: Instant,
        time: Duration,
    ) -> Aftermath {
        let mut aftermath = Aftermath::default();
        for message in messages {
            match message {
                Message::Event(event) => self.event(event, time, &mut aftermath),
                Message::Withdraw(ticket) => self.withdraw(ticket, time, &mut aftermath),
                Message::Found(verdict, sitting, seat) => self.found(verdict, sitting, &seat, time, &mut aftermath),
                Message::Thread => self.starting -= 1,
                Message::NoThread => {
                    self.threads -= 1;
                    self.starting -= 1;
                    self.looking -= 1;
                    self.short_until = Some(now + SHORT);
                }
            }
        }
        self.find_threads(threads_max, now, time, &mut aftermath);
        aftermath
    }

    fn event(&mut self, event: Event<Job>, time: Duration, aftermath: &mut Aftermath) {
        match event {
            Event::Arrive(Arrival { job, .. }) if self.closed => aftermath.refused.push((job, JobError::Closed)),
            Event::Close => self.close(time, aftermath),
            event => {
                match &event {
                    Event::Arrive(Arrival { kind, .. }) => self.touched.push(kind.operation),
                    Event::Finish { kind, .. } => {
                        self.touched.push(kind.operation);
                        self.looking += 1;
                    }
                    Event::TurnedAway { operation, .. } => self.touched.push(*operation),
                    Event::Cores(cores) => self.cores = *cores,
                    _ => {}
                }
                self.step(event, time, aftermath);
            }
        }
    }

    fn step(&mut self, event: Event<Job>, time: Duration, aftermath: &mut Aftermath) {
        self.policy.step(event, time, &mut self.actions);
        for action in self.actions.drain(..) {
            match action {
                Action::Start { kind, id, job } => self.ready.push_back(Ready { kind, id, job }),
                Action::Refuse { job, refusal, .. } => aftermath.refused.push((job, JobError::Refused(refusal))),
                Action::Discard(job) => aftermath.discarded.push(job),
            }
        }
    }

    fn found(&mut self, verdict: Verdict, sitting: Sitting, seat: &Seat, time: Duration, aftermath: &mut Aftermath) {
        // The job may have ended since it was looked at; then there is nothing to say.
        match verdict {
            Verdict::Release if seat.release(sitting.job) => self.step(Event::Release(sitting.kind), time, aftermath),
            Verdict::Retake if seat.retake(sitting.job) => self.step(Event::Retake(sitting.kind), time, aftermath),
            _ => {}
        }
    }

    fn withdraw(&mut self, ticket: Ticket, time: Duration, aftermath: &mut Aftermath) {
        let Ticket { kind, id } = ticket;
        self.touched.push(kind.operation);
        match self.ready.iter().position(|ready| ready.id == id).and_then(|place| self.ready.remove(place)) {
            Some(Ready { job, .. }) => {
                aftermath.discarded.push(job);
                self.step(Event::Finish { kind, usage: None, released: false }, time, aftermath);
            }
            None => self.step(Event::Cancel { kind, id }, time, aftermath),
        }
    }

    fn close(&mut self, time: Duration, aftermath: &mut Aftermath) {
        self.closed = true;
        self.step(Event::Close, time, aftermath);
        let waiting = std::mem::take(&mut aftermath.discarded).into_iter();
        aftermath.refused.extend(waiting.map(|job| (job, JobError::Closed)));
        for Ready { kind, job, .. } in std::mem::take(&mut self.ready) {
            self.step(Event::Finish { kind, usage: None, released: false }, time, aftermath);
            aftermath.refused.push((job, JobError::Closed));
        }
        while let Some(thread) = self.idle.wake() {
            self.looking += 1;
            aftermath.wake.push(thread);
        }
    }

    /// Says which threads it takes to look at everything in `ready`.
    fn find_threads(&mut self, threads_max: usize, now: Instant, time: Duration, aftermath: &mut Aftermath) {
        while self.looking < self.ready.len()
            && let Some(thread) = self.idle.wake()
        {
            self.looking += 1;
            aftermath.wake.push(thread);
        }
        self.short_until = self.short_until.filter(|&until| now < until);
        if self.looking < self.ready.len() && self.threads < threads_max && self.short_until.is_none() {
            self.threads += 1;
            self.starting += 1;
            self.looking += 1;
            aftermath.start = true;
        }
        if self.starting == 0 {
            self.refuse_nested(time, aftermath);
        }
        aftermath.abandoned = self.threads == 0 && !self.ready.is_empty();
    }

    /// Refuses jobs of jobs for which there is no thread.
    fn refuse_nested(&mut self, time: Duration, aftermath: &mut Aftermath) {
        while self.looking < self.ready.len()
            && let Some(place) = self.ready.iter().rposition(|ready| ready.job.entry == Entry::Nested)
            && let Some(Ready { kind, job, .. }) = self.ready.remove(place)
        {
            let refusal = Refusal { reason: Reason::Nested, retry_after: Duration::from_secs(1) };
            aftermath.refused.push((job, JobError::Refused(refusal)));
            self.step(Event::Finish { kind, usage: None, released: false }, time, aftermath);
        }
    }

    /// Takes a job that no thread will look for.
    pub(crate) fn abandoned(&mut self) -> Option<Ready> {
        if self.threads == 0 { self.ready.pop_front() } else { None }
    }

    /// Finds something to do for the calling thread.
    pub(crate) fn look(&mut self, coming: &mut Coming, idle: Duration) -> Found {
        match *coming {
            Coming::Asleep { since } if self.idle.has_this_thread() => {
                let rest = idle.saturating_sub(since.elapsed());
                if rest > Duration::ZERO {
                    return Found::Rest(rest);
                }
                self.idle.get_up();
                self.threads -= 1;
                return Found::End;
            }
            Coming::Awake | Coming::Asleep { .. } => {}
        }
        self.looking -= 1;
        if let Some(ready) = self.ready.pop_front() {
            Found::Job(ready)
        } else if self.closed {
            self.threads -= 1;
            Found::End
        } else {
            self.idle.lie_down();
            *coming = Coming::Asleep { since: Instant::now() };
            Found::Rest(idle)
        }
    }
}
