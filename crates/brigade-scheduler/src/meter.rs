//! Measures what a job takes, on the thread that runs it.

use std::{
    cell::Cell,
    fs::File,
    os::unix::fs::FileExt,
    sync::Once,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

use crate::policy::Usage;

/// Below this, time without a core that the run queue does not explain is not sleep: it is the interrupts and the
/// hypervisor's share of the core, which grow with the work (hence the fraction of it) and are never quite nothing.
const SLEEP_MIN: Duration = Duration::from_micros(20);
const SLEEP_PART_OF_WORK: u32 = 20;

/// Where the calling thread finds how long it waited for a core.
pub(crate) const SCHEDSTAT: &str = "/proc/thread-self/schedstat";

/// The clocks of one thread: made by it, and read by no other.
///
/// A job costs two readings of each clock, 1 to 3 µs in all. The wait in the run queue is read from
/// `/proc/thread-self/schedstat`; where that is missing or says nothing (other systems, a hardened `/proc`),
/// [`Usage::run_queue`] is `None`.
#[derive(Debug)]
pub(crate) struct Meter {
    schedstat: Option<File>,
}

thread_local! {
    /// How long other threads had a core, and waited for one, in the place of this one.
    static ELSEWHERE: Cell<(Duration, Duration)> = const { Cell::new((Duration::ZERO, Duration::ZERO)) };
}

/// Adds to what the calling thread measures at the moment that another one had a core for so long in its place, and
/// waited for one.
pub(crate) fn count_elsewhere(cpu: Duration, waited: Duration) {
    let (cpu_before, waited_before) = ELSEWHERE.get();
    ELSEWHERE.set((cpu_before + cpu, waited_before + waited));
}

/// Returns how long the calling thread has had a core.
pub(crate) fn thread_cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// The clocks at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) at: Instant,
    cpu: Duration,
    run_queue: Option<RunQueue>,
}

/// What the kernel says about a thread's turns on a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RunQueue {
    waited: Duration,
    /// How often the thread was put on a core.
    turns: u64,
}

impl Reading {
    /// What was used from this reading to `end`.
    pub(crate) fn usage(&self, end: &Self) -> Usage {
        let (cpu, wall) = (end.cpu.saturating_sub(self.cpu), end.at.duration_since(self.at));
        let queues = self.run_queue.zip(end.run_queue);
        let run_queue = queues.map(|(start, end)| end.waited.saturating_sub(start.waited));
        let asleep = wall.saturating_sub(cpu + run_queue.unwrap_or_default());
        // A thread that was never put on a core again has never left it.
        let left_core = queues.is_none_or(|(start, end)| start.turns != end.turns);
        Usage { cpu, wall, run_queue, slept: left_core && asleep > SLEEP_MIN + cpu / SLEEP_PART_OF_WORK }
    }
}

impl Meter {
    /// Opens the clocks of the calling thread; `schedstat` is [`SCHEDSTAT`].
    pub(crate) fn open(schedstat: &str) -> Self {
        let schedstat = File::open(schedstat);
        if let Err(error) = &schedstat {
            static LOGGED: Once = Once::new();
            LOGGED.call_once(|| tracing::warn!(%error, "operations that wait are learned less well"));
        }
        Self { schedstat: schedstat.ok() }
    }

    /// Whether the system says how long the thread waited for a core.
    pub(crate) fn sees_run_queue(&self) -> bool {
        self.run_queue().is_some()
    }

    pub(crate) fn read(&self) -> Reading {
        let (cpu_elsewhere, waited_elsewhere) = ELSEWHERE.get();
        let mut run_queue = self.run_queue();
        if let Some(run_queue) = &mut run_queue {
            run_queue.waited += waited_elsewhere;
        }
        Reading { at: Instant::now(), cpu: thread_cpu() + cpu_elsewhere, run_queue }
    }

    fn run_queue(&self) -> Option<RunQueue> {
        // Three numbers of 20 digits at most.
        let mut text = [0; 64];
        let bytes = self.schedstat.as_ref()?.read_at(&mut text, 0).ok()?;
        run_queue(std::str::from_utf8(&text[..bytes]).ok()?)
    }
}

/// Reads `schedstat`: nanoseconds on a core, nanoseconds in the run queue, turns. sched-stats.rst of the kernel.
fn run_queue(schedstat: &str) -> Option<RunQueue> {
    let mut fields = schedstat.split_ascii_whitespace().skip(1).map_while(|field| field.parse().ok());
    let (waited, turns) = (Duration::from_nanos(fields.next()?), fields.next()?);
    // A kernel that does not count says "0 0 0"; a thread that reads this has had a turn.
    (turns > 0).then_some(RunQueue { waited, turns })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_tells_work_from_waits() {
        let ms = Duration::from_millis;
        let start = Reading { at: Instant::now(), cpu: ms(7), run_queue: Some(RunQueue { waited: ms(3), turns: 1 }) };
        /// Name, cpu, wall and run queue in milliseconds, turns, whether it slept.
        type Case<'a> = (&'a str, u64, u64, Option<u64>, u64, bool);
        let cases: &[Case<'_>] = &[
            ("works", 10, 10, Some(0), 1, false),
            ("kept waiting for a core", 10, 100, Some(90), 5, false),
            ("disturbed a little", 100, 103, Some(0), 3, false),
            ("never left its core", 10, 15, Some(0), 1, false),
            ("sleeps", 10, 100, Some(0), 2, true),
            ("sleeps and is kept waiting", 10, 100, Some(50), 4, true),
            ("no run queue to be read, works", 10, 10, None, 1, false),
            ("no run queue to be read, sleeps", 10, 100, None, 1, true),
        ];
        for &(name, cpu, wall, run_queue, turns, slept) in cases {
            let end = Reading {
                at: start.at + ms(wall),
                cpu: start.cpu + ms(cpu),
                run_queue: run_queue.map(|waited| RunQueue { waited: ms(3 + waited), turns }),
            };
            let expected = Usage { cpu: ms(cpu), wall: ms(wall), run_queue: run_queue.map(ms), slept };
            assert_eq!(start.usage(&end), expected, "{name}");
        }
    }

    #[test]
    fn the_run_queue_is_read_from_schedstat() {
        let read = |waited, turns| Some(RunQueue { waited: Duration::from_nanos(waited), turns });
        for (text, expected) in [
            ("889446 56783 12\n", read(56_783, 12)),
            ("1 2 3 4", read(2, 3)),
            ("889446 0 1\n", read(0, 1)),
            ("0 0 0\n", None),
            ("1 2\n", None),
            ("1 two 3\n", None),
            ("", None),
        ] {
            assert_eq!(run_queue(text), expected, "{text:?}");
        }
    }
}
