//! Finds jobs that run for longer than their answers are worth. No threads, no clocks.
//!
//! Nothing ends such a job: it may hold a lock or be half-way through a file. But people hear of it, once a minute for each operation.

use std::{collections::HashMap, time::Duration};

use crate::stamp::{Number, Seen};

/// For how long a report stands for all of the same operation.
const REPORT: Duration = Duration::from_secs(60);

/// A job that runs for longer than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overdue {
    pub(crate) operation: Number,
    pub(crate) ran: Duration,
    /// Whether the log should hear of it.
    pub(crate) reported: bool,
}

/// The jobs that run, and what was reported.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    running: HashMap<u32, Running>,
    reported: HashMap<Number, Duration>,
}

#[derive(Debug)]
struct Running {
    operation: Number,
    poll: u32,
    since: Duration,
    seen: Duration,
    found: bool,
}

impl Jobs {
    /// Looks at the jobs on the pool's threads, and adds each that is overdue once. `time_max` says how long a job may take.
    pub(crate) fn look(
        &mut self,
        now: Duration,
        seen: &[Seen],
        time_max: impl Fn(Number) -> Option<Duration>,
        overdue: &mut Vec<Overdue>,
    ) {
        for &Seen { thread, operation, poll, .. } in seen.iter().filter(|seen| seen.on_pool) {
            let new = Running { operation, poll, since: now, seen: now, found: false };
            let running = self.running.entry(thread).or_insert(new);
            if (running.operation, running.poll) != (operation, poll) {
                *running = Running { operation, poll, since: now, seen: now, found: false };
            }
            running.seen = now;
            let ran = now.saturating_sub(running.since);
            if !running.found && time_max(operation).is_some_and(|time_max| ran > time_max) {
                running.found = true;
                let last = self.reported.get(&operation);
                let reported = last.is_none_or(|&last| now.saturating_sub(last) >= REPORT);
                if reported {
                    self.reported.insert(operation, now);
                }
                overdue.push(Overdue { operation, ran, reported });
            }
        }
        self.running.retain(|_, running| running.seen == now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_found_once_and_its_operation_reported_once_a_minute() {
        let (slow, patient) = (Number::new(), Number::new());
        let time_max = |operation| {
            (operation == slow).then_some(Duration::from_secs(2)).or((operation == patient).then_some(Duration::MAX))
        };
        let seen = |thread, operation, poll| Seen { thread, operation, poll, on_pool: true };
        /// At which second, what is seen, which threads' jobs are found, of which how many are reported.
        type Look<'a> = (u64, &'a [Seen], usize, usize);
        let looks: &[Look<'_>] = &[
            (0, &[seen(1, slow, 1), seen(2, patient, 1)], 0, 0),
            (2, &[seen(1, slow, 1), seen(2, patient, 1)], 0, 0),
            (3, &[seen(1, slow, 1), seen(3, slow, 1)], 1, 1),
            (4, &[seen(1, slow, 1), seen(3, slow, 1)], 0, 0),
            (6, &[seen(1, slow, 2), seen(3, slow, 1)], 1, 0),
            (7, &[seen(1, slow, 2)], 0, 0),
            (8, &[Seen { on_pool: false, ..seen(4, slow, 1) }], 0, 0),
            (60, &[seen(1, slow, 2), Seen { on_pool: false, ..seen(4, slow, 1) }], 0, 0),
            (63, &[seen(1, slow, 2)], 1, 1),
        ];
        let mut jobs = Jobs::default();
        for &(second, seen, found, reported) in looks {
            let mut overdue = Vec::new();
            jobs.look(Duration::from_secs(second), seen, time_max, &mut overdue);
            let count = (overdue.len(), overdue.iter().filter(|overdue| overdue.reported).count());
            assert_eq!(count, (found, reported), "at {second} s");
        }
    }
}
