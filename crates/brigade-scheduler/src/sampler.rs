//! Finds running jobs that are blocked though their operations work, and those that go on. No threads, no clocks.
//!
//! A weight is what an operation did so far. Jobs of one that was learned to work may all wait for one lock: then each holds
//! the place of a core and uses none. So their threads are looked at, every 10 ms while jobs wait: one that had no core
//! since the last look, and sleeps, gives its place away until it goes on.
//!
//! That it had no core is not enough. A thread may be ready and have to wait for one, and to admit more then would
//! keep it waiting longer.

use std::{collections::HashMap, time::Duration};

use crate::{
    process::{State, Threads},
    seat::Sitting,
};

/// With less of a core than this between two looks, a thread did not work.
const WORK_MIN: Duration = Duration::from_micros(50);

/// What becomes of a job's weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The job is blocked: others may use its core.
    Release,
    /// It goes on.
    Retake,
}

/// The CPU times of the threads at the last look.
#[derive(Debug, Default)]
pub(crate) struct Sampler {
    threads: HashMap<u32, (u64, Duration)>,
}

impl Sampler {
    /// Looks at one job; `None` if nothing changes, or the system does not say enough.
    pub(crate) fn sample(&mut self, sitting: &Sitting, threads: &mut impl Threads) -> Option<Verdict> {
        let cpu = threads.cpu(sitting.thread)?;
        let (job, before) = self.threads.insert(sitting.thread, (sitting.job, cpu))?;
        if job != sitting.job {
            return None;
        }
        let worked = cpu.saturating_sub(before) >= WORK_MIN;
        match sitting.released {
            true if worked => Some(Verdict::Retake),
            false if !worked && threads.state(sitting.thread) == Some(State::Asleep) => Some(Verdict::Release),
            _ => None,
        }
    }

    /// Forgets the threads: there will be no look for a while.
    pub(crate) fn rest(&mut self) {
        self.threads.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::{Kind, Size},
        process::SystemCall,
    };

    /// What one thread does between two looks: microseconds with a core, and its state at the second.
    struct Thread(Option<u64>, Option<State>);

    impl Threads for Thread {
        fn cpu(&mut self, _: u32) -> Option<Duration> {
            self.0.map(Duration::from_micros)
        }

        fn state(&mut self, _: u32) -> Option<State> {
            self.1
        }

        fn system_call(&mut self, _: u32) -> Option<SystemCall> {
            None
        }
    }

    #[test]
    fn a_job_is_blocked_that_had_no_core_and_sleeps() {
        let kind = Kind { operation: 0, size: Size::Small };
        let job = Sitting { thread: 1, job: 1, kind, released: false };
        let (released, other) = (Sitting { released: true, ..job }, Sitting { job: 2, ..job });
        let (asleep, ready) = (Some(State::Asleep), Some(State::Ready));
        let (release, retake) = (Some(Verdict::Release), Some(Verdict::Retake));
        /// Name, the job at the second look, CPU time since the first, state, verdict.
        type Case<'a> = (&'a str, Sitting, Option<u64>, Option<State>, Option<Verdict>);
        let cases: &[Case<'_>] = &[
            ("works", job, Some(9_000), ready, None),
            ("works a little and sleeps", job, Some(50), asleep, None),
            ("sleeps", job, Some(0), asleep, release),
            ("nearly always sleeps", job, Some(49), asleep, release),
            ("has no core", job, Some(0), ready, None),
            ("another job", other, Some(0), asleep, None),
            ("sleeps on", released, Some(10), asleep, None),
            ("goes on", released, Some(9_000), ready, retake),
            ("went on for a moment", released, Some(60), asleep, retake),
            ("could go on, but has no core", released, Some(0), ready, None),
            ("CPU times cannot be read", job, None, asleep, None),
            ("states cannot be read", job, Some(0), None, None),
        ];
        for &(name, second, worked, state, expected) in cases {
            let mut sampler = Sampler::default();
            assert_eq!(sampler.sample(&job, &mut Thread(Some(1_000), asleep)), None, "{name}, at first");
            let mut thread = Thread(worked.map(|worked| 1_000 + worked), state);
            assert_eq!(sampler.sample(&second, &mut thread), expected, "{name}");
        }
    }
}
