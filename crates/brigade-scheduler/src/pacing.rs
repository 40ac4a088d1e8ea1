//! Keeps the process a little below its CPU quota, so that the kernel never stops it. No clocks, no threads.
//!
//! A process that has spent its quota is stopped until the period (of 100 ms, mostly) is over, with all its threads:
//! also those that would only have answered a health check. So heavy jobs pause before that. The *duty* is the part of the
//! quota that the process may use; the *balance* is what it may use now: it grows with time, at the rate of quota ×
//! duty, and falls with the CPU time of the whole process. While it is negative, heavy jobs pause before they start.
//!
//! What remains is left for what cannot pause. How much that has to be follows from what happens: a second in which the
//! process was stopped lowers the duty by 5 %; ten clean seconds raise it by 1 %. A stop after clean
//! seconds says that the duty was as high as it may be, so it is raised more slowly from then on.

use std::time::Duration;

/// The share of the quota that is used at first, and at most.
const DUTY_MAX: f64 = 0.95;
/// Jobs that outlast a period are stopped in it whatever the duty is; below this it would only cost.
const DUTY_MIN: f64 = 0.8;
const DUTY_DOWN: f64 = 0.05;
const DUTY_UP: f64 = 0.01;

/// How long the process must not have been stopped before the duty rises; doubled by each relapse.
const CLEAN_MIN: Duration = Duration::from_secs(10);
const CLEAN_MAX: Duration = Duration::from_secs(160);

/// Time at the full rate that an idle process may save up: a burst of it has to fit into the part that is left free.
const SAVED_MAX: Duration = Duration::from_millis(5);
/// The longest pause. It is short of starving heavy jobs beside I/O work that needs the whole quota.
const PAUSE_MAX: Duration = Duration::from_millis(100);

/// The balance of a process under a quota.
#[derive(Debug)]
pub(crate) struct Pacing {
    duty: f64,
    /// In seconds of CPU time.
    balance: f64,
    /// When the balance was last brought up to date, and the process's CPU time then; `None` without a quota.
    looked: Option<(Duration, Duration)>,
    throttled: Option<u64>,
    /// When the process was last found to have been stopped, and when the duty was last changed.
    stopped: Duration,
    changed: Duration,
    clean: Duration,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            duty: DUTY_MAX,
            balance: 0.0,
            looked: None,
            throttled: None,
            stopped: Duration::ZERO,
            changed: Duration::ZERO,
            clean: CLEAN_MIN,
        }
    }
}

impl Pacing {
    /// The part of the quota that the process may use.
    pub(crate) fn duty(&self) -> f64 {
        self.duty
    }

    /// Returns for how long, from `now`, heavy jobs should not start: zero without a quota.
    ///
    /// `cpu` is the CPU time of the process so far, `quota` in cores. Called every few milliseconds.
    pub(crate) fn pause(&mut self, now: Duration, cpu: Duration, quota: Option<f64>) -> Duration {
        let Some(quota) = quota else {
            (self.looked, self.balance) = (None, 0.0);
            return Duration::ZERO;
        };
        let rate = quota * self.duty;
        if let Some((then, cpu_then)) = self.looked {
            let earned = now.saturating_sub(then).as_secs_f64() * rate;
            self.balance += earned - cpu.saturating_sub(cpu_then).as_secs_f64();
            self.balance = self.balance.clamp(-PAUSE_MAX.as_secs_f64() * rate, SAVED_MAX.as_secs_f64() * rate);
        }
        self.looked = Some((now, cpu));
        Duration::from_secs_f64((-self.balance / rate).max(0.0))
    }

    /// Adapts the duty to the number of periods in which the process has been stopped so far. Called every second.
    pub(crate) fn adapt(&mut self, now: Duration, throttled: u64) {
        let before = self.throttled.replace(throttled);
        if before.is_some_and(|before| throttled > before) {
            if now.saturating_sub(self.stopped) >= CLEAN_MIN {
                self.clean = (self.clean * 2).min(CLEAN_MAX);
            }
            self.duty = (self.duty - DUTY_DOWN).max(DUTY_MIN);
            (self.stopped, self.changed) = (now, now);
        } else if now.saturating_sub(self.changed) >= self.clean {
            self.duty = (self.duty + DUTY_UP).min(DUTY_MAX);
            self.changed = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn heavy_jobs_pause_until_the_balance_is_even() {
        /// Milliseconds since the last look, CPU time in them, the pause.
        type Look = (u64, u64, u64);
        let cases: &[(&str, f64, &[Look])] = &[
            ("within the duty", 1.0, &[(0, 7, 0), (100, 95, 0), (100, 90, 0)]),
            ("all of the quota", 1.0, &[(0, 0, 0), (95, 95, 5)]),
            ("two cores for a while", 1.0, &[(0, 0, 0), (19, 38, 21), (21, 0, 0)]),
            ("half a core", 0.5, &[(0, 0, 0), (38, 38, 42)]),
            ("nothing is saved up for long", 1.0, &[(0, 0, 0), (60_000, 0, 0), (19, 38, 16)]),
            ("a pause ends", 1.0, &[(0, 0, 0), (1_000, 2_000, 100), (95, 0, 5), (5, 0, 0)]),
        ];
        for (name, quota, looks) in cases {
            let (mut pacing, mut now, mut cpu) = (Pacing::default(), ms(3), ms(1));
            for &(after, used, expected) in *looks {
                (now, cpu) = (now + ms(after), cpu + ms(used));
                let pause = pacing.pause(now, cpu, Some(*quota));
                assert!(pause.abs_diff(ms(expected)) < ms(1), "{name}: {pause:?} instead of {expected} ms at {now:?}");
            }
            assert_eq!(pacing.pause(now + ms(1), cpu + ms(500), None), ms(0), "{name}, but the quota is gone");
        }
    }

    #[test]
    fn the_duty_follows_what_the_kernel_does() {
        let mut pacing = Pacing::default();
        let mut adapt = |seconds: std::ops::Range<u64>, throttled: u64| {
            for second in seconds {
                pacing.adapt(Duration::from_secs(second), throttled);
            }
            (pacing.duty() * 100.0).round()
        };
        assert_eq!(adapt(0..5, 40), 95.0, "what was before counts for nothing");
        assert_eq!(adapt(5..6, 42), 90.0);
        assert_eq!(adapt(6..15, 42), 90.0);
        assert_eq!(adapt(15..16, 42), 91.0, "ten clean seconds");
        assert_eq!(adapt(16..26, 42), 92.0);
        assert_eq!(adapt(26..46, 43), 87.0, "a relapse");
        assert_eq!(adapt(46..66, 43), 88.0, "more slowly");
        assert_eq!(adapt(66..500, 43), 95.0, "never more than at first");
        for second in 500..600 {
            pacing.adapt(Duration::from_secs(second), second);
        }
        assert_eq!(pacing.duty(), DUTY_MIN);
    }

    /// A process under a quota, in steps of a millisecond: as many threads as the quota, rounded up, that run one heavy job
    /// after the other, and I/O threads that need a tenth of the quota in bursts.
    struct Simulation {
        pacing: Pacing,
        quota: f64,
        job: u64,
        /// What is left of each thread's pause, or its job.
        threads: Vec<Doing>,
        cpu: f64,
        period_used: f64,
        stopped: bool,
        throttled: u64,
        pause_until: u64,
    }

    #[derive(Clone, Copy)]
    enum Doing {
        Works { left: u64 },
        Pauses { until: u64 },
    }

    impl Simulation {
        fn new(quota: f64, job: u64) -> Self {
            Self {
                pacing: Pacing::default(),
                quota,
                job,
                threads: vec![Doing::Pauses { until: 0 }; quota.ceil() as usize],
                cpu: 0.0,
                period_used: 0.0,
                stopped: false,
                throttled: 0,
                pause_until: 0,
            }
        }

        /// Runs for some seconds; returns how many periods were throttled and which part of the quota was used.
        fn run(&mut self, seconds: std::ops::Range<u64>, paced: bool) -> (u64, f64) {
            let (throttled, cpu) = (self.throttled, self.cpu);
            let length = (seconds.end - seconds.start) as f64;
            for now in seconds.start * 1_000..seconds.end * 1_000 {
                self.step(now, paced);
            }
            (self.throttled - throttled, (self.cpu - cpu) / (length * self.quota))
        }

        fn step(&mut self, now: u64, paced: bool) {
            if now.is_multiple_of(100) {
                (self.period_used, self.stopped) = (0.0, false);
            }
            if now.is_multiple_of(5) && !self.stopped {
                let pause = self.pacing.pause(ms(now), Duration::from_secs_f64(self.cpu), Some(self.quota));
                self.pause_until = if paced { now + pause.as_millis() as u64 } else { 0 };
            }
            if now.is_multiple_of(1_000) {
                self.pacing.adapt(ms(now), self.throttled);
            }
            if self.stopped {
                return;
            }
            let mut used = if now % 20 < 4 { 0.5e-3 * self.quota } else { 0.0 };
            for thread in &mut self.threads {
                if let Doing::Pauses { until } = *thread
                    && until <= now
                {
                    *thread = Doing::Works { left: self.job };
                }
                if let Doing::Works { left } = thread {
                    *left -= 1;
                    used += 1e-3;
                    if *left == 0 {
                        *thread = Doing::Pauses { until: self.pause_until };
                    }
                }
            }
            self.cpu += used;
            self.period_used += used;
            if self.period_used > self.quota * 0.1 {
                self.stopped = true;
                self.throttled += 1;
            }
        }
    }

    #[test]
    fn in_a_steady_state_the_kernel_does_not_stop_the_process() {
        for quota in [0.5, 1.0, 1.5, 3.7] {
            for job in [2, 20, 50] {
                if job as f64 >= quota * 100.0 {
                    continue; // One job alone spends the quota.
                }
                let mut simulation = Simulation::new(quota, job);
                let (unpaced, _) = simulation.run(0..10, false);
                assert!(unpaced > 20, "quota {quota}, jobs of {job} ms: {unpaced} stops without pacing");
                simulation.run(10..1_800, true);
                let (stops, used) = simulation.run(1_800..1_860, true);
                assert_eq!(stops, 0, "quota {quota}, jobs of {job} ms, in the last minute");
                // Long jobs cannot be stopped half-way: more has to be left free for them.
                let least = if job as f64 <= quota * 10.0 { 0.85 } else { 0.8 };
                assert!(used > least, "quota {quota}, jobs of {job} ms: uses {used} of it");
            }
        }
    }
}
