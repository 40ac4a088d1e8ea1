//! The watchdog: one thread of a pool that sees what no job can see of itself.
//!
//! Every 5 ms, while there is something to look at, it
//!
//! - finds the polls that hold up an I/O thread ([`stall`](crate::stall)), and tells people and the operation's record;
//! - gives the runtime a task to run while one of its threads is held up: that thread may be the one that
//!   waited for the sockets of all, and the runtime wakes another for that only when there is something to run;
//! - finds the jobs that run for longer than their answers are worth ([`overdue`](crate::overdue));
//! - finds the jobs that are blocked and hold the place of one that could work ([`sampler`](crate::sampler));
//! - says how long heavy jobs have to pause, if there is a CPU quota ([`pacing`](crate::pacing));
//! - finds the cores that rayon's threads use, which jobs then leave to them.
//!
//! And every five seconds it looks at the number of cores and the quota. It runs at the priority of the I/O threads: behind the pool's threads it
//! would see nothing while they have the cores.

use std::{
    sync::{Arc, Weak, atomic::Ordering::Relaxed},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

use crate::{
    cores::throttled,
    elsewhere::works_elsewhere,
    overdue::{Jobs, Overdue},
    pacing::Pacing,
    process::{Peer, Peers},
    record::Record,
    runtime::nudge,
    sampler::{Sampler, Verdict},
    seat::{Seat, Sitting},
    stall::{Finding, Stalls, TICK},
    stamp::{self, Seen},
    thread,
    vigil::Vigil,
    workers::Shared,
};

/// After so long without anything to look at, the watchdog rests.
const IDLE: Duration = Duration::from_secs(1);
/// How often blocked jobs are looked for while others wait: with 70 threads a look takes some 100 µs.
const SAMPLE: Duration = Duration::from_millis(10);
/// How often the process looks whether it was stopped for its quota.
const SECOND: Duration = Duration::from_secs(1);
/// How often the number of cores is looked at: control groups change while processes run.
const CORES: Duration = Duration::from_secs(5);

/// Says that there is something to look at; starts the watchdog with the first.
#[inline]
pub(crate) fn rouse(shared: &Arc<Shared>) {
    if shared.vigil.rouse() {
        start(shared);
    }
}

#[cold]
fn start(shared: &Arc<Shared>) {
    let (weak, vigil) = (Arc::downgrade(shared), shared.vigil.clone());
    if let Err(error) = thread::start_watchdog(move || watch(&weak, &vigil)) {
        tracing::warn!(%error, "the pool has no watchdog");
        shared.vigil.note("There is no watchdog, as the system refused its thread: stalls are not seen.");
    }
}

/// The life of the watchdog: as long as the pool's.
fn watch(shared: &Weak<Shared>, vigil: &Vigil) {
    vigil.begin();
    let quota = shared.upgrade().and_then(|shared| shared.look_at_cores());
    let mut watchdog = Watchdog { quota, ..Watchdog::default() };
    let this = Peer::open(stamp::this_thread());
    match (this.cpu(), this.state()) {
        (Some(_), Some(_)) => {}
        (None, None) => vigil.note("/proc does not say what threads do: the causes of stalls are not known."),
        (None, Some(_)) => vigil.note("/proc does not say how long threads worked: the causes of stalls are guessed."),
        (Some(_), None) => vigil.note("/proc does not say which threads sleep: the causes of stalls are guessed."),
    }
    let mut roused = true;
    while !vigil.has_ended()
        && let Some(shared) = shared.upgrade()
    {
        let now = shared.now();
        if roused {
            // What there is to look at may begin only after this look.
            watchdog.active = now;
        }
        watchdog.look(&shared, now);
        // While it sleeps, it does not keep the pool.
        drop(shared);
        if now.saturating_sub(watchdog.active) > IDLE {
            watchdog.stalls.rest(now);
            roused = vigil.rest();
        } else {
            std::thread::park_timeout(TICK);
            roused = false;
        }
    }
}

#[derive(Default)]
struct Watchdog {
    stalls: Stalls,
    jobs: Jobs,
    peers: Peers,
    seen: Vec<Seen>,
    findings: Vec<Finding>,
    sitting: Vec<(Sitting, Arc<Seat>)>,
    sampler: Sampler,
    sampled: Duration,
    /// What [`stamp::look`] last gave, and when there last was anything to look at.
    polls: u32,
    active: Duration,
    looked: Duration,
    second: Duration,
    cores: Duration,
    pacing: Pacing,
    /// The CPU quota of the process, if it has one and the pool goes by it.
    quota: Option<f64>,
    /// How many cores the pool leaves to rayon.
    #[cfg(feature = "parallel")]
    rayon: f64,
}

impl Watchdog {
    fn look(&mut self, shared: &Arc<Shared>, now: Duration) {
        let polls = stamp::look(&mut self.seen);
        let vigil = &shared.vigil;
        self.seen.retain(|seen| shared.stamped(seen.operation).is_some());
        if polls != self.polls || !self.seen.is_empty() {
            (self.polls, self.active) = (polls, now);
        }
        let passed = now.saturating_sub(std::mem::replace(&mut self.looked, now)).min(TICK * 2);
        if self.stalls.look(now, &self.seen, &mut self.peers, &mut self.findings)
            && let Some(runtime) = vigil.runtime()
        {
            nudge(&runtime);
        }
        for seen in self.seen.iter().filter(|seen| !seen.on_pool && !self.stalls.sleeps(seen.thread)) {
            if let Some(record) = shared.stamped(seen.operation) {
                record.inline.add(passed);
            }
        }
        self.findings.drain(..).for_each(|finding| tell(shared, finding, now));
        self.look_at_jobs(shared, now);
        if now.saturating_sub(self.second) >= SECOND {
            self.second = now;
            if let Some(throttled) = self.quota.and_then(|_| throttled()) {
                self.pacing.adapt(now, throttled);
                vigil.count_throttled(throttled);
            }
        }
        if now.saturating_sub(self.cores) >= CORES {
            self.cores = now;
            self.peers.close();
            self.quota = shared.look_at_cores();
        }
        // It adds up all threads, so it is not read for nothing.
        let cpu = self.quota.map_or(Duration::ZERO, |_| process_cpu());
        let pause = self.pacing.pause(now, cpu, self.quota);
        vigil.pace(now + pause, self.quota.map(|_| self.pacing.duty()));
        #[cfg(feature = "parallel")]
        self.look_at_rayon(shared);
    }

    fn look_at_jobs(&mut self, shared: &Arc<Shared>, now: Duration) {
        shared.vigil.look_at_seats(&mut self.sitting);
        let samples = now.saturating_sub(self.sampled) >= SAMPLE;
        if samples {
            self.sampled = now;
        }
        let matters = samples && (shared.has_queue() || self.sitting.iter().any(|(sitting, _)| sitting.released));
        if samples && !matters {
            self.sampler.rest();
        }
        for (sitting, seat) in &self.sitting {
            let Some(record) = shared.record(sitting.kind.operation) else { continue };
            let run_max = record.settings.run_max.unwrap_or(record.settings.time_max);
            if let Some(overdue) = self.jobs.look(now, sitting, run_max) {
                tell_overdue(&record, &overdue);
                shared.found(Verdict::Release, *sitting, seat.clone());
            }
            if !matters || !record.is_heavy() || self.jobs.is_overdue(sitting) || works_elsewhere(sitting.thread) {
                continue;
            }
            if let Some(verdict) = self.sampler.sample(sitting, &mut self.peers) {
                shared.found(verdict, *sitting, seat.clone());
            }
        }
        self.jobs.retain(self.sitting.iter().map(|(sitting, _)| sitting.thread));
    }

    #[cfg(feature = "parallel")]
    fn look_at_rayon(&mut self, shared: &Arc<Shared>) {
        let cores = crate::rayon_threads::sample(std::time::Instant::now());
        // A tenth of a core decides nothing, and each change takes the pool's lock.
        if (cores - self.rayon).abs() >= 0.1 || (cores == 0.0 && self.rayon != 0.0) {
            self.rayon = cores;
            shared.leave_to_rayon(cores);
        }
    }
}

fn tell(shared: &Shared, finding: Finding, now: Duration) {
    match finding {
        Finding::Stall { operation, cause } => {
            if let Some(record) = shared.stamped(operation) {
                record.stalled(cause);
            }
        }
        Finding::Report { operation, cause, held, unreported } => {
            let Some(record) = shared.stamped(operation) else { return };
            let held_ms = held.as_millis() as u64;
            tracing::warn!(
                operation = &*record.settings.name,
                held_ms,
                unreported,
                "an I/O thread is held up, and all that it serves waits: {cause}. Make the operation a plain `fn`, or say \
                 `run = \"pool\"`"
            );
        }
        Finding::Held { operation, held } => {
            if let Some(record) = shared.stamped(operation) {
                record.held_once(held, now);
            }
        }
        Finding::Ended { operation, held } => {
            if let Some(record) = shared.stamped(operation) {
                record.held(held);
            }
        }
        Finding::Starved { waited } => {
            let waited_ms = waited.as_millis() as u64;
            tracing::warn!(waited_ms, "threads that could run get no core: the machine is short of them");
        }
    }
}

fn tell_overdue(record: &Record, overdue: &Overdue) {
    record.overdue.fetch_add(1, Relaxed);
    if overdue.reported {
        tracing::warn!(
            operation = &*record.settings.name,
            ran_ms = overdue.ran.as_millis() as u64,
            "a job runs for longer than its answer may take, and nothing ends it: look at `Cancel` while it works"
        );
    }
}

/// The CPU time of the process so far.
fn process_cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::{
        pool::Pool,
        record::OperationSettings,
        runtime::runtime,
        workers::{self, PoolSettings},
    };

    fn until(what: impl Fn() -> bool) {
        let begun = Instant::now();
        while !what() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it should not take so long");
            std::thread::yield_now();
        }
    }

    #[test]
    fn it_starts_with_the_first_poll_rests_and_ends_with_the_pool() {
        let pool = Pool::new(PoolSettings::default());
        let operation = pool.operation(OperationSettings::named("operation"));
        let vigil = pool.shared.vigil.clone();
        let holders = || Arc::strong_count(&vigil);
        assert_eq!(holders(), 2, "nobody has polled");
        for _ in 0..2 {
            drop(operation.polling());
            until(|| holders() == 3 && !vigil.is_resting());
            until(|| vigil.is_resting());
        }
        drop((pool, operation));
        until(|| holders() == 1);
    }

    #[test]
    fn while_the_quota_is_used_up_jobs_that_compute_pause_and_those_that_wait_do_not() {
        // Without a watchdog nobody else says when to pause.
        let pool = Pool::with_start(PoolSettings::default(), workers::start);
        let runtime = runtime(Some(1)).unwrap();
        let works = || {
            let cpu = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
            let begun = cpu();
            while cpu() < begun + Duration::from_millis(2) {}
        };
        let waits = || std::thread::sleep(Duration::from_millis(20));
        let (short, long) = (Duration::from_millis(50), Duration::from_secs(600));
        for (name, job, pause, pauses) in [("works", works as fn(), short, true), ("waits", waits, long, false)] {
            let operation = pool.operation(OperationSettings::named(name));
            runtime.block_on(operation.call(job)).unwrap();
            pool.shared.vigil.pace(pool.shared.now() + pause, Some(0.9));
            runtime.block_on(operation.call(|| ())).unwrap();
            assert_eq!(pool.shared.vigil.pause(pool.shared.now()).is_zero(), pauses, "{name}: the pause is over");
        }
    }
}
