//! Decides where the futures of an operation are polled: on the I/O threads, or on the pool until they have proven
//! themselves.
//!
//! Pure: what polls took and what time it is come in, decisions come out. Nothing here polls, measures or logs.
//!
//! ```text
//!                32 requests with short polls
//!   PROBATION ───────────────────────────────▶ TRUSTED ◀──────────────┐
//!       │                                         │                   │ some time and 1,000 requests
//!       │ with long ones            polls stalled │                   │ with very short polls
//!       └──────────────────────▶ POOLED ◀─────────┘                   │
//!                                   └─────────────────────────────────┘
//! ```
//!
//! What counts is for how long a poll *held* its thread: with a core or asleep, as both keep everything else on that
//! thread waiting, but not while it was ready and had no core, which says nothing about the operation.
//!
//! A future on the pool can hold up nobody on the I/O threads. So an operation of which nothing is known starts there,
//! and the price of a mistake is a hop between threads, not a stall of every connection.
//!
//! Whether a percentile is below a fixed bound is a matter of counting: the 95th is below 200 µs if fewer than one poll
//! in twenty takes that long. So nothing is kept but counts.

use std::{fmt, task::Poll, time::Duration};

use crate::policy::Usage;

/// So many requests are looked at before an operation is trusted.
///
/// Requests and not polls, since requests are what repeats: a future that is ready at its first poll shows all that it
/// does in that one, and waiting for more polls would only double its probation. One that waits shows two or more.
const PROBATION_REQUESTS: u32 = 32;
/// In probation, fewer than one poll in [`PROBATION_SLOW_ONE_IN`] may hold its thread for this long: five times what the
/// hop to the pool costs, so that the hop is at most a fifth of the work.
const PROBATION_SLOW: Duration = Duration::from_micros(200);
const PROBATION_SLOW_ONE_IN: u64 = 20;
/// And none for this long.
const PROBATION_POLL_MAX: Duration = Duration::from_millis(2);

/// A poll on an I/O thread that held it for this long is a stall.
pub const STALL: Duration = Duration::from_millis(5);
/// After so many stalls within [`STALLS_WITHIN`], an operation is not trusted any more.
const STALLS: usize = 3;
const STALLS_WITHIN: Duration = Duration::from_secs(60);
/// One stall as long as this is enough.
pub const STALL_MAX: Duration = Duration::from_millis(50);

/// So many requests on the pool, and so much time, are looked at before an operation that has stalled gets its trust back.
const EXAMINATION_REQUESTS: u32 = 1_000;
const EXAMINATION: Duration = Duration::from_secs(10 * 60);
/// One that failed its probation has held up nobody: it may have been the machine, or the rush of the first requests.
/// So it is examined sooner, and half as often each time that it fails again.
const EXAMINATION_MIN: Duration = Duration::from_secs(1);
/// The time doubles whenever the trust was a mistake, up to this: an operation that stalls once an hour is then trusted
/// once a day.
const EXAMINATION_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// In that time, fewer than one poll in [`EXAMINATION_SLOW_ONE_IN`] may hold its thread for this long, and none may stall.
const EXAMINATION_SLOW: Duration = Duration::from_micros(100);
const EXAMINATION_SLOW_ONE_IN: u64 = 100;

/// How far an operation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is new, and polled on the pool.
    Probation,
    /// Its polls are short: it is polled on the I/O threads.
    Trusted,
    /// Its polls are long: it is polled on the pool.
    Pooled,
}

/// What is known about an operation's polls, and where it is polled because of that.
#[derive(Debug)]
pub struct Conduct {
    stage: Stage,
    /// When the first request was answered. What began before made what is made once, or waited for that.
    warm: Option<Duration>,
    /// What was seen since `since`.
    seen: Tally,
    since: Duration,
    /// When the stalls before the latest were, the earliest first.
    stalls: [Option<Duration>; STALLS - 1],
    /// How long the next examination takes at least: now, and after the next stall.
    examination: Duration,
    examination_after_stall: Duration,
}

/// Counts what was seen of an operation's polls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that were answered.
    pub requests: u32,
    /// Polls of their futures.
    pub polls: u64,
    /// Polls that held their thread for 200 µs or more in probation, for 100 µs or more on the pool.
    pub slow: u64,
    /// For how long a poll held its thread at most.
    pub longest: Duration,
}

/// A change in what is known of an operation, to be logged once. It displays as a sentence about the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Its polls were short: it is polled on the I/O threads.
    Trusted(Tally),
    /// Its polls were long in probation: it stays on the pool.
    Kept(Tally),
    /// It stalled I/O threads several times within a minute, at last for so long: it goes to the pool.
    StalledOften(Duration),
    /// It stalled an I/O thread for so long: it goes to the pool.
    Stalled(Duration),
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted(seen) => write!(formatter, "runs on the I/O threads, as its polls are short: {seen}"),
            Self::Kept(seen) => write!(formatter, "stays on the pool, as its polls are long: {seen}"),
            Self::StalledOften(held) => {
                write!(
                    formatter,
                    "goes to the pool: {STALLS} stalls of I/O threads within a minute, at last for {held:.1?}"
                )
            }
            Self::Stalled(held) => write!(formatter, "goes to the pool: it stalled an I/O thread for {held:.1?}"),
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, polls, slow, longest } = self;
        write!(formatter, "{requests} requests, {polls} polls, {slow} of them slow, the longest {longest:.1?}")
    }
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            stage: Stage::Probation,
            warm: None,
            seen: Tally::default(),
            since: Duration::ZERO,
            stalls: [None; STALLS - 1],
            examination: EXAMINATION_MIN,
            examination_after_stall: EXAMINATION,
        }
    }
}

impl Conduct {
    /// Returns how far the operation has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// A future of the operation was polled on the pool, with this result. `now` is any clock that does not go back.
    ///
    /// Not for a future that is there because its request is large: that says nothing about the others.
    pub fn polled(&mut self, usage: &Usage, poll: Poll<()>, now: Duration) -> Option<Decision> {
        let Some(warm) = self.warm else {
            self.warm = poll.is_ready().then_some(now);
            return None;
        };
        if now.saturating_sub(usage.wall) < warm {
            return None;
        }
        let slow = match self.stage {
            Stage::Probation => PROBATION_SLOW,
            Stage::Trusted => return None, // It was queued before the decision.
            Stage::Pooled => EXAMINATION_SLOW,
        };
        let held = held(usage);
        self.seen.polls += 1;
        self.seen.slow += u64::from(held >= slow);
        self.seen.longest = self.seen.longest.max(held);
        if poll.is_ready() {
            self.seen.requests += 1;
        }
        let seen = self.seen;
        match self.stage {
            Stage::Probation if seen.requests >= PROBATION_REQUESTS => {
                let short = seen.slow * PROBATION_SLOW_ONE_IN < seen.polls && seen.longest < PROBATION_POLL_MAX;
                self.begin(if short { Stage::Trusted } else { Stage::Pooled }, now);
                Some(if short { Decision::Trusted(seen) } else { Decision::Kept(seen) })
            }
            Stage::Pooled if seen.requests >= EXAMINATION_REQUESTS && now >= self.since + self.examination => {
                let short = seen.slow * EXAMINATION_SLOW_ONE_IN < seen.polls && seen.longest < STALL;
                self.begin(if short { Stage::Trusted } else { Stage::Pooled }, now);
                if !short && self.examination < EXAMINATION {
                    self.examination = (self.examination * 2).min(EXAMINATION);
                }
                short.then_some(Decision::Trusted(seen))
            }
            _ => None,
        }
    }

    /// A future of the operation held an I/O thread for [`STALL`] or longer. Each poll counts once: when it is over, or
    /// as soon as it has held its thread for [`STALL_MAX`].
    pub fn stalled(&mut self, held: Duration, now: Duration) -> Option<Decision> {
        if self.stage != Stage::Trusted || held < STALL {
            return None;
        }
        let often = self.stalls[0].is_some_and(|first| now.saturating_sub(first) <= STALLS_WITHIN);
        self.stalls.rotate_left(1);
        self.stalls[STALLS - 2] = Some(now);
        let decision = match held {
            _ if held >= STALL_MAX => Decision::Stalled(held),
            _ if often => Decision::StalledOften(held),
            _ => return None,
        };
        self.examination = self.examination_after_stall;
        self.examination_after_stall = (self.examination * 2).min(EXAMINATION_MAX);
        self.begin(Stage::Pooled, now);
        Some(decision)
    }

    fn begin(&mut self, stage: Stage, now: Duration) {
        (self.stage, self.since) = (stage, now);
        self.seen = Tally::default();
        self.stalls = [None; STALLS - 1];
    }
}

/// For how long a poll kept everything else from its thread.
fn held(usage: &Usage) -> Duration {
    if !usage.slept {
        return usage.cpu;
    }
    // Where the run queue cannot be read, time without a core counts too: then an operation rather stays on the pool.
    usage.wall.saturating_sub(usage.run_queue.unwrap_or_default()).max(usage.cpu)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn computed(micros: u64) -> Usage {
        let cpu = Duration::from_micros(micros);
        Usage { cpu, wall: cpu, run_queue: Some(Duration::ZERO), slept: false }
    }

    fn blocked(micros: u64) -> Usage {
        Usage { wall: Duration::from_micros(20 + micros), slept: true, ..computed(20) }
    }

    fn kept_waiting(micros: u64) -> Usage {
        let queued = Duration::from_micros(micros);
        Usage { wall: Duration::from_micros(20) + queued, run_queue: Some(queued), slept: false, ..computed(20) }
    }

    /// An operation that has answered its first request, and a clock that moves with its polls, and when it is told to.
    struct Scene {
        conduct: Conduct,
        now: Duration,
        decisions: Vec<Decision>,
    }

    impl Scene {
        fn new() -> Self {
            let mut scene = Self { conduct: Conduct::default(), now: Duration::from_secs(7), decisions: Vec::new() };
            scene.request(&[computed(9_000_000)]);
            scene
        }

        fn trusted() -> Self {
            let mut scene = Self::new();
            scene.requests(32, &[computed(20)]);
            assert_eq!(scene.conduct.stage(), Stage::Trusted);
            scene.decisions.clear();
            scene
        }

        /// One request whose future takes these polls.
        fn request(&mut self, polls: &[Usage]) {
            for (index, usage) in polls.iter().enumerate() {
                let poll = if index + 1 == polls.len() { Poll::Ready(()) } else { Poll::Pending };
                self.now += usage.wall;
                self.decisions.extend(self.conduct.polled(usage, poll, self.now));
            }
        }

        fn requests(&mut self, count: usize, polls: &[Usage]) {
            (0..count).for_each(|_| self.request(polls));
        }

        fn stall(&mut self, after: Duration, millis: u64) {
            self.now += after;
            self.decisions.extend(self.conduct.stalled(Duration::from_millis(millis), self.now));
        }
    }

    #[test]
    fn probation_looks_at_32_requests_whatever_they_wait_for() {
        let short = computed(199);
        let all = |usage| vec![vec![usage]; 32];
        let one = |usage| [vec![vec![usage]], vec![vec![short]; 31]].concat();
        let waiting = |usage| [vec![vec![usage, short]; 3], vec![vec![short, short]; 29]].concat();
        /// Name, the polls of each request, where that leads.
        type Case<'a> = (&'a str, Vec<Vec<Usage>>, Stage);
        let cases: &[Case<'_>] = &[
            ("too few", vec![vec![short]; 31], Stage::Probation),
            ("polls are not requests", vec![vec![short; 99]], Stage::Probation),
            ("one short poll each", all(short), Stage::Trusted),
            ("a poll of 200 µs each", all(computed(200)), Stage::Pooled),
            ("one of 32 is slow", one(computed(1_999)), Stage::Trusted),
            ("two of 32 are", [vec![vec![computed(500)]; 2], vec![vec![short]; 30]].concat(), Stage::Pooled),
            ("three of 64 polls are slow", waiting(computed(500)), Stage::Trusted),
            ("every second poll is slow", vec![vec![short, computed(500)]; 32], Stage::Pooled),
            ("one is far too long", one(computed(2_000)), Stage::Pooled),
            ("blocks", all(blocked(20_000)), Stage::Pooled),
            ("blocks once", one(blocked(20_000)), Stage::Pooled),
            ("is kept waiting for a core", all(kept_waiting(90_000)), Stage::Trusted),
            (
                "nothing is known of the run queue",
                all(Usage { run_queue: None, ..kept_waiting(90_000) }),
                Stage::Trusted,
            ),
            ("nor whether it slept", all(Usage { run_queue: None, ..blocked(90_000) }), Stage::Pooled),
        ];
        for (name, requests, expected) in cases {
            let mut scene = Scene::new();
            requests.iter().for_each(|polls| scene.request(polls));
            assert_eq!(scene.conduct.stage(), *expected, "{name}");
            assert_eq!(scene.decisions.len(), usize::from(*expected != Stage::Probation), "{name}: logged once");
        }
    }

    #[test]
    fn stalls_cost_the_trust() {
        let second = Duration::from_secs(1);
        /// Name, when and for how many milliseconds it stalls, what is decided at the last.
        type Case<'a> = (&'a str, &'a [(Duration, u64)], Option<Decision>);
        let cases: &[Case<'_>] = &[
            ("twice", &[(second, 40), (second, 40)], None),
            ("three times", &[(second, 5), (second, 5), (second, 6)], Some(Decision::StalledOften(6 * second / 1000))),
            ("three times in more than a minute", &[(second, 9), (MINUTE, 9), (second, 9)], None),
            (
                "the last three count",
                &[(second, 9), (MINUTE, 9), (second, 9), (second, 8)],
                Some(Decision::StalledOften(8 * second / 1000)),
            ),
            ("hardly", &[(second, 4), (second, 4), (second, 4)], None),
            ("once for long", &[(second, 50)], Some(Decision::Stalled(second / 20))),
            ("then nothing more is said", &[(second, 50), (second, 50)], None),
        ];
        for &(name, stalls, expected) in cases {
            let mut scene = Scene::trusted();
            for &(after, millis) in stalls {
                scene.decisions.clear();
                scene.stall(after, millis);
            }
            assert_eq!(scene.decisions.first(), expected.as_ref(), "{name}");
        }
        let mut new = Scene::new();
        new.stall(second, 900);
        assert_eq!((new.conduct.stage(), new.decisions.len()), (Stage::Probation, 0), "it is not on the I/O threads");
    }

    #[test]
    fn trust_comes_back_by_examinations_that_take_twice_as_long_each_time() {
        let mut scene = Scene::trusted();
        for minutes in [10, 20, 40] {
            scene.stall(Duration::ZERO, 60);
            assert_eq!(scene.conduct.stage(), Stage::Pooled);
            scene.requests(2_000, &[computed(50)]);
            scene.now += (minutes - 1) * MINUTE;
            scene.request(&[computed(50)]);
            assert_eq!(scene.conduct.stage(), Stage::Pooled, "enough requests, and not enough of {minutes} minutes");
            scene.now += MINUTE;
            scene.request(&[computed(50)]);
            assert_eq!(scene.conduct.stage(), Stage::Trusted, "after {minutes} minutes");
        }
    }

    #[test]
    fn an_examination_asks_for_more_than_the_probation() {
        let rest = |usage, count: usize| [vec![usage; count], vec![computed(99); 1_000 - count]].concat();
        for (name, requests, expected) in [
            ("too few", vec![computed(50); 999], Stage::Pooled),
            ("short", rest(computed(50), 0), Stage::Trusted),
            ("nine of 1,000 are slow", rest(computed(4_999), 9), Stage::Trusted),
            ("ten are", rest(computed(100), 10), Stage::Pooled),
            ("one stalls", rest(blocked(5_000), 1), Stage::Pooled),
        ] {
            let mut scene = Scene::new();
            scene.requests(32, &[computed(5_000)]);
            scene.now += 10 * MINUTE;
            requests.iter().for_each(|&usage| scene.request(&[usage]));
            assert_eq!(scene.conduct.stage(), expected, "{name}");
        }
    }

    #[test]
    fn polls_that_begin_before_the_first_answer_do_not_count() {
        let mut scene = Scene::new();
        // They waited for what the first request made, all at once.
        for _ in 0..40 {
            scene.decisions.extend(scene.conduct.polled(&blocked(30_000), Poll::Ready(()), scene.now));
        }
        scene.requests(32, &[computed(20)]);
        assert_eq!(scene.conduct.stage(), Stage::Trusted);
    }

    #[test]
    fn who_fails_the_probation_is_examined_soon_and_then_less_often() {
        let mut scene = Scene::new();
        scene.requests(32, &[computed(5_000)]);
        for seconds in [1, 2, 4] {
            assert_eq!(scene.conduct.examination, Duration::from_secs(seconds));
            scene.now += Duration::from_secs(seconds);
            scene.requests(1_000, &[computed(400)]);
        }
        scene.now += Duration::from_secs(8);
        scene.requests(1_000, &[computed(50)]);
        assert_eq!(scene.conduct.stage(), Stage::Trusted);
        scene.stall(Duration::ZERO, 60);
        assert_eq!(scene.conduct.examination, EXAMINATION, "now it has held up others");
    }

    #[test]
    fn a_failed_examination_begins_anew() {
        let mut scene = Scene::new();
        scene.requests(32, &[computed(5_000)]);
        scene.now += 10 * MINUTE;
        scene.requests(1_000, &[computed(5_000)]);
        scene.requests(1_000, &[computed(50)]);
        assert_eq!(scene.conduct.stage(), Stage::Pooled, "more time has to pass");
        scene.now += 10 * MINUTE;
        scene.request(&[computed(50)]);
        assert_eq!(scene.conduct.stage(), Stage::Trusted);
    }

    #[test]
    fn decisions_are_sentences() {
        let mut scene = Scene::new();
        scene.requests(32, &[computed(20), computed(150)]);
        scene.stall(Duration::ZERO, 63);
        let mut slow = Scene::new();
        slow.requests(32, &[blocked(3_000)]);
        let said: Vec<_> = scene.decisions.iter().chain(&slow.decisions).map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "runs on the I/O threads, as its polls are short: 32 requests, 64 polls, 0 of them slow, the longest 150.0µs",
                "goes to the pool: it stalled an I/O thread for 63.0ms",
                "stays on the pool, as its polls are long: 32 requests, 32 polls, 32 of them slow, the longest 3.0ms",
            ]
        );
    }
}
