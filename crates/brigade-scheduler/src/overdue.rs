//! Finds jobs that run for longer than their answers are worth. No threads, no clocks.
//!
//! Nothing ends such a job: it may hold a lock or be half-way through a file. But people hear of it, once a minute for each
//! operation, and it does not count among those that run any more: others get its core, beside it.

use std::{collections::HashMap, time::Duration};

use crate::seat::Sitting;

/// For how long a report stands for all of the same operation.
const REPORT: Duration = Duration::from_secs(60);

/// A job that runs for longer than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overdue {
    pub(crate) ran: Duration,
    /// Whether the log should hear of it.
    pub(crate) reported: bool,
}

/// The jobs that run, and what was reported.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    /// By thread.
    running: HashMap<u32, Running>,
    /// By operation.
    reported: HashMap<usize, Duration>,
}

#[derive(Debug)]
struct Running {
    job: u64,
    since: Duration,
    is_overdue: bool,
}

impl Jobs {
    /// Looks at a job that runs. Gives what is to be said about it, once, after it has run for longer than `run_max`.
    pub(crate) fn look(&mut self, now: Duration, sitting: &Sitting, run_max: Duration) -> Option<Overdue> {
        let new = || Running { job: sitting.job, since: now, is_overdue: false };
        let running = self.running.entry(sitting.thread).or_insert_with(new);
        if running.job != sitting.job {
            *running = new();
        }
        let ran = now.saturating_sub(running.since);
        if running.is_overdue || ran <= run_max {
            return None;
        }
        running.is_overdue = true;
        let last = self.reported.get(&sitting.kind.operation);
        let reported = last.is_none_or(|&last| now.saturating_sub(last) >= REPORT);
        if reported {
            self.reported.insert(sitting.kind.operation, now);
        }
        Some(Overdue { ran, reported })
    }

    /// Whether this job was found to run for too long.
    pub(crate) fn is_overdue(&self, sitting: &Sitting) -> bool {
        self.running.get(&sitting.thread).is_some_and(|running| running.job == sitting.job && running.is_overdue)
    }

    /// Forgets all threads but those on which a job was seen.
    pub(crate) fn retain(&mut self, threads: impl Iterator<Item = u32> + Clone) {
        self.running.retain(|&thread, _| threads.clone().any(|seen| seen == thread));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Kind, Size};

    #[test]
    fn a_job_is_found_once_and_its_operation_reported_once_a_minute() {
        let kind = |operation| Kind { operation, size: Size::Small };
        let sitting = |thread, operation, job| Sitting { thread, job, kind: kind(operation), released: false };
        const SLOW: usize = 0;
        const PATIENT: usize = 1;
        let run_max = |operation| if operation == SLOW { Duration::from_secs(2) } else { Duration::MAX };
        /// At which second, what runs, how many of those are found, of which how many are reported.
        type Look<'a> = (u64, &'a [Sitting], usize, usize);
        let looks: &[Look<'_>] = &[
            (0, &[sitting(1, SLOW, 1), sitting(2, PATIENT, 1)], 0, 0),
            (2, &[sitting(1, SLOW, 1), sitting(2, PATIENT, 1)], 0, 0),
            (3, &[sitting(1, SLOW, 1), sitting(3, SLOW, 1), sitting(2, PATIENT, 1)], 1, 1),
            (4, &[sitting(1, SLOW, 1), sitting(3, SLOW, 1), sitting(2, PATIENT, 1)], 0, 0),
            (6, &[sitting(1, SLOW, 2), sitting(3, SLOW, 1), sitting(2, PATIENT, 1)], 1, 0),
            (7, &[sitting(1, SLOW, 2)], 0, 0),
            (63, &[sitting(1, SLOW, 2), sitting(3, SLOW, 1)], 1, 1),
        ];
        let mut jobs = Jobs::default();
        for &(second, sitting, found, reported) in looks {
            let look = |sitting| jobs.look(Duration::from_secs(second), sitting, run_max(sitting.kind.operation));
            let overdue: Vec<_> = sitting.iter().filter_map(look).collect();
            jobs.retain(sitting.iter().map(|sitting| sitting.thread));
            let count = (overdue.len(), overdue.iter().filter(|overdue| overdue.reported).count());
            assert_eq!(count, (found, reported), "at {second} s");
        }
        assert!(jobs.is_overdue(&sitting(1, SLOW, 2)) && !jobs.is_overdue(&sitting(1, SLOW, 3)));
        assert!(!jobs.is_overdue(&sitting(3, SLOW, 1)), "it was gone in between");
    }
}
