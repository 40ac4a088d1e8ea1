//! What is known of an operation: how it was set up, and what its jobs did.

use std::{
    borrow::Cow,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::Poll,
    time::Duration,
};

use crate::{
    forecast::Forecast,
    placement::{Conduct, Decision, Stage},
    policy::{OperationLimits, Reason, Size, Usage},
    stall::Cause,
    stamp::Number,
};

/// Says how the jobs of an operation are treated.
///
/// ```
/// use brigade_scheduler::{OperationSettings, Priority};
///
/// let thumbnails = OperationSettings { priority: Priority::Low, ..OperationSettings::named("thumbnails") };
/// assert_eq!(thumbnails.running_max, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationSettings {
    /// What people call it. Two operations may have the same name.
    pub name: Cow<'static, str>,
    /// Where its futures are polled.
    pub placement: Placement,
    /// Its share of the cores when there are not enough for all.
    pub priority: Priority,
    /// The most jobs that run at once; `None` is three quarters of the pool's threads.
    pub running_max: Option<usize>,
    /// How long an answer is worth something, from the arrival of its request on.
    pub time_max: Duration,
    /// How long a job may run before the log hears of it and others get its core, for jobs that give their answers while they
    /// run; `None` is `time_max`.
    pub run_max: Option<Duration>,
}

impl OperationSettings {
    /// Names an operation that is like most: its placement is learned, and its answers may take 30 s.
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            placement: Placement::Learned,
            priority: Priority::Normal,
            running_max: None,
            time_max: Duration::from_secs(30),
            run_max: None,
        }
    }

    pub(crate) fn limits(&self) -> OperationLimits {
        OperationLimits { share: self.priority.share(), running_max: self.running_max, time_max: self.time_max }
    }
}

/// Says where the futures of an operation are polled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placement {
    /// On the pool until it has been seen not to hold up its thread, then on the I/O runtime; for as long as that is so.
    Learned,
    /// On the I/O runtime.
    Inline,
    /// On the pool.
    Pool,
}

/// Is the share of the cores that an operation gets when there are not enough for all. Each is four times the one below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// What can wait: reports, thumbnails.
    Low,
    /// Everything else.
    Normal,
    /// What people look at while they wait.
    High,
    /// What keeps the service alive.
    Critical,
}

impl Priority {
    fn share(self) -> f64 {
        match self {
            Self::Low => 0.25,
            Self::Normal => 1.0,
            Self::High => 4.0,
            Self::Critical => 16.0,
        }
    }
}

/// Is where the next run of an operation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// The I/O runtime.
    Inline,
    /// The pool.
    Pool,
}

/// What is known of an operation. Who asks for a lane, or counts a job, takes no lock.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) number: usize,
    /// What its polls are known by.
    pub(crate) stamp: Number,
    pub(crate) settings: OperationSettings,
    pub(crate) jobs: AtomicU64,
    pub(crate) cpu: Nanoseconds,
    pub(crate) awake_or_asleep: Nanoseconds,
    pub(crate) run_queue: Nanoseconds,
    pub(crate) queue_wait: Histogram,
    refused: [AtomicU64; Reason::ALL.len()],
    pub(crate) departed: AtomicU64,
    /// For how long polls of its futures were seen working on I/O threads.
    pub(crate) inline: Nanoseconds,
    /// Jobs that were found running for longer than its answers may take.
    pub(crate) overdue: AtomicU64,
    stalls: Mutex<Stalls>,
    /// Whether `conduct` trusts it to be polled on the I/O runtime.
    trusted: AtomicBool,
    conduct: Mutex<Conduct>,
    /// As the policy knew it after its last step.
    pub(crate) weight: Gauge,
    pub(crate) forecast: Forecast,
}

/// Shows how often, and for how long, an operation has held up a thread of the I/O runtime.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stalls {
    /// How often, by cause: in the order in which the causes were first found.
    pub counts: Vec<(Cause, u64)>,
    /// For how long at most, as far as the watchdog saw it.
    pub longest: Duration,
}

impl Record {
    pub(crate) fn new(number: usize, settings: OperationSettings) -> Self {
        Self {
            number,
            stamp: Number::new(),
            settings,
            jobs: AtomicU64::new(0),
            cpu: Nanoseconds::default(),
            awake_or_asleep: Nanoseconds::default(),
            run_queue: Nanoseconds::default(),
            queue_wait: Histogram::default(),
            refused: Default::default(),
            departed: AtomicU64::new(0),
            inline: Nanoseconds::default(),
            overdue: AtomicU64::new(0),
            stalls: Mutex::new(Stalls::default()),
            trusted: AtomicBool::new(false),
            conduct: Mutex::new(Conduct::default()),
            weight: Gauge::default(),
            forecast: Forecast::default(),
        }
    }

    /// Parsing and writing are work, in proportion to the bytes: large inputs go to the pool whatever the operation is.
    pub(crate) fn lane(&self, size: Size) -> Lane {
        let inline = match self.settings.placement {
            Placement::Learned => self.trusted.load(Relaxed),
            Placement::Inline => true,
            Placement::Pool => false,
        };
        if inline && size < Size::Large { Lane::Inline } else { Lane::Pool }
    }

    /// A future of it was polled on the pool, with this result.
    pub(crate) fn polled(&self, size: Size, usage: &Usage, poll: Poll<()>, now: Duration) {
        if self.settings.placement == Placement::Learned && size < Size::Large {
            self.learn(|conduct| conduct.polled(usage, poll, now));
        }
    }

    /// How far it has come, if its placement is learned.
    pub(crate) fn stage(&self) -> Option<Stage> {
        let conduct = self.conduct.lock().unwrap_or_else(PoisonError::into_inner);
        (self.settings.placement == Placement::Learned).then(|| conduct.stage())
    }

    fn learn(&self, step: impl FnOnce(&mut Conduct) -> Option<Decision>) {
        let mut conduct = self.conduct.lock().unwrap_or_else(PoisonError::into_inner);
        let decision = step(&mut conduct);
        self.trusted.store(conduct.stage() == Stage::Trusted, Relaxed);
        drop(conduct);
        if let Some(decision) = decision {
            tracing::info!(operation = &*self.settings.name, "{decision}");
        }
    }

    pub(crate) fn ran(&self, usage: &Usage) {
        self.jobs.fetch_add(1, Relaxed);
        self.cpu.add(usage.cpu);
        let run_queue = usage.run_queue.unwrap_or_default();
        self.run_queue.add(run_queue);
        self.awake_or_asleep.add(usage.wall.saturating_sub(run_queue));
    }

    /// A job of it was refused.
    pub(crate) fn refused(&self, reason: Reason) {
        self.refused[reason as usize].fetch_add(1, Relaxed);
    }

    /// How often jobs of it were refused, for each reason for which one was.
    pub(crate) fn refusals(&self) -> Vec<(Reason, u64)> {
        let counts = self.refused.iter().map(|count| count.load(Relaxed));
        Reason::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// Whether its jobs work for a fifth of their time or more, so far as they were measured.
    pub(crate) fn is_heavy(&self) -> bool {
        self.cpu.get() * 5 >= self.awake_or_asleep.get()
    }

    /// A poll has held up an I/O thread.
    pub(crate) fn stalled(&self, cause: Cause) {
        let counts = &mut self.stalls.lock().unwrap_or_else(PoisonError::into_inner).counts;
        match counts.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => counts.push((cause, 1)),
        }
    }

    /// A poll has held an I/O thread for this long, and may still do; this is told once of each poll.
    pub(crate) fn held_once(&self, held: Duration, now: Duration) {
        self.held(held);
        if self.settings.placement == Placement::Learned {
            self.learn(|conduct| conduct.stalled(held, now));
        }
    }

    /// A poll has held an I/O thread for this long.
    pub(crate) fn held(&self, held: Duration) {
        let longest = &mut self.stalls.lock().unwrap_or_else(PoisonError::into_inner).longest;
        *longest = held.max(*longest);
    }

    pub(crate) fn stalls(&self) -> Stalls {
        self.stalls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Is a number with a fraction.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

impl Gauge {
    pub(crate) fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Relaxed))
    }

    pub(crate) fn set(&self, number: f64) {
        self.0.store(number.to_bits(), Relaxed);
    }
}

/// Is a sum of times.
#[derive(Debug, Default)]
pub(crate) struct Nanoseconds(AtomicU64);

impl Nanoseconds {
    pub(crate) fn add(&self, time: Duration) {
        self.0.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn get(&self) -> Duration {
        Duration::from_nanos(self.0.load(Relaxed))
    }
}

/// Counts times by their order of magnitude.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    counts: [AtomicU64; Self::BOUNDS.len() + 1],
    sum: Nanoseconds,
}

impl Histogram {
    /// The upper ends of the buckets; the last bucket has none.
    pub(crate) const BOUNDS: [Duration; 12] = [
        Duration::from_micros(50),
        Duration::from_micros(100),
        Duration::from_micros(500),
        Duration::from_millis(1),
        Duration::from_millis(5),
        Duration::from_millis(10),
        Duration::from_millis(50),
        Duration::from_millis(100),
        Duration::from_millis(500),
        Duration::from_secs(1),
        Duration::from_secs(5),
        Duration::from_secs(30),
    ];

    pub(crate) fn add(&self, time: Duration) {
        let bucket = Self::BOUNDS.iter().take_while(|&&bound| bound < time).count();
        self.counts[bucket].fetch_add(1, Relaxed);
        self.sum.add(time);
    }

    pub(crate) fn counts(&self) -> Vec<u64> {
        self.counts.iter().map(|count| count.load(Relaxed)).collect()
    }

    pub(crate) fn sum(&self) -> Duration {
        self.sum.get()
    }
}
