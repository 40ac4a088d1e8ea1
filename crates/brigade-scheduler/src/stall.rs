//! Finds the polls that hold up an I/O thread, and their causes. No threads, no clocks.
//!
//! The watchdog looks at all threads every [`TICK`]. A thread found in the same poll as before has been in it
//! all the time between, and all that time nobody else on that thread got a turn. What the poll did meanwhile is told from the
//! thread's CPU time and from whether it slept: it *computes*, or it is *blocked*; or it did neither, as other
//! threads had the cores. The last is nobody's fault, so it is not held against the operation; nor is time in which the
//! watchdog itself came late.
//!
//! A stall is noticed after 10 ms and again after 100 ms and 1 s. The log hears of each operation and cause once a minute, or
//! when it gets worse by a step.

use std::{collections::HashMap, fmt, time::Duration};

use crate::{
    process::{State, SystemCall, Threads},
    stamp::{Number, Seen},
};

/// How often the watchdog looks.
pub(crate) const TICK: Duration = Duration::from_millis(5);
/// When a poll becomes a stall, and when it becomes a worse one.
const STEPS: [Duration; 3] = [Duration::from_millis(10), Duration::from_millis(100), Duration::from_secs(1)];
/// A look that comes later than planned by this says that the machine has no core to spare.
const LATE: Duration = Duration::from_millis(10);
/// For how long a report stands for all that are like it.
const REPORT: Duration = Duration::from_secs(60);
/// A poll this long is told while it still goes on.
const LONG: Duration = crate::placement::STALL_MAX;

/// Is what a poll that holds up its thread does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// It uses a core.
    Computes,
    /// It sleeps in the kernel, in this system call if that could be read.
    Blocked(Option<SystemCall>),
    /// The system does not say.
    Unknown,
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Computes => formatter.write_str("it computes"),
            Self::Blocked(Some(call)) => write!(formatter, "it is blocked in {call}"),
            Self::Blocked(None) => formatter.write_str("it is blocked"),
            Self::Unknown => formatter.write_str("it computes or is blocked"),
        }
    }
}

/// What a look has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// A poll has become a stall; each is found once.
    Stall { operation: Number, cause: Cause },
    /// A stall that the log should hear of, with the number of those before that it has not heard of.
    Report { operation: Number, cause: Cause, held: Duration, unreported: u64 },
    /// A poll held its thread for a tick at least: found once, at its end or after 50 ms.
    Held { operation: Number, held: Duration },
    /// A poll that held its thread for a tick at least has ended.
    Ended { operation: Number, held: Duration },
    /// Threads that could run have waited for a core for this long; the log should hear of it.
    Starved { waited: Duration },
}

/// The polls in progress, and what was reported.
#[derive(Debug, Default)]
pub(crate) struct Stalls {
    polls: HashMap<u32, Track>,
    reported: HashMap<(Number, Cause), Entry>,
    starved: Option<Duration>,
    looked: Option<Duration>,
}

/// One poll.
#[derive(Debug)]
struct Track {
    operation: Number,
    poll: u32,
    since: Duration,
    seen: Duration,
    cpu: Option<Duration>,
    /// What the time since `since` went into, as far as it is known.
    computed: Duration,
    asleep: Duration,
    unknown: Duration,
    system_call: Option<SystemCall>,
    /// Whether it slept from the look before the last to the last.
    sleeps: bool,
    /// How many of the [`STEPS`] it has been through.
    steps: usize,
    reported: Option<Duration>,
    /// Whether the log has yet to hear of it.
    unreported: bool,
    told: bool,
}

/// The last report of one operation and cause.
#[derive(Debug)]
struct Entry {
    at: Duration,
    steps: usize,
    unreported: u64,
}

impl Stalls {
    /// Looks at the polls of I/O threads. Returns whether any of those threads is held up.
    pub(crate) fn look(
        &mut self,
        now: Duration,
        seen: &[Seen],
        threads: &mut impl Threads,
        findings: &mut Vec<Finding>,
    ) -> bool {
        let late = self.looked.map_or(Duration::ZERO, |looked| now.saturating_sub(looked + TICK));
        self.looked = Some(now);
        if late > LATE {
            self.starved(now, late, findings);
        }
        for &seen in seen.iter().filter(|seen| !seen.on_pool) {
            let track = self.polls.remove(&seen.thread);
            let track = match track {
                Some(mut track) if (track.operation, track.poll) == (seen.operation, seen.poll) => {
                    if late > LATE {
                        track.since = (track.since + late).min(now);
                    }
                    track.look(now, seen.thread, threads);
                    self.judge(now, &mut track, findings);
                    track
                }
                ended => {
                    if let Some(track) = ended {
                        self.end(&track, findings);
                    }
                    Track::new(seen, now, threads.cpu(seen.thread))
                }
            };
            self.polls.insert(seen.thread, track);
        }
        let ended: Vec<_> = self.polls.extract_if(|_, track| track.seen != now).collect();
        ended.iter().for_each(|(_, track)| self.end(track, findings));
        self.polls.values().any(|track| track.held() >= TICK)
    }

    /// Whether the poll on an I/O thread was asleep when it was last looked at, and before. The first look cannot tell.
    pub(crate) fn sleeps(&self, thread: u32) -> bool {
        self.polls.get(&thread).is_some_and(|track| track.sleeps)
    }

    /// Says that there will be no look for a while.
    pub(crate) fn rest(&mut self, now: Duration) {
        self.looked = None;
        self.reported.retain(|_, entry| now.saturating_sub(entry.at) < REPORT || entry.unreported > 0);
    }

    /// Says what has to be said about a poll that goes on.
    fn judge(&mut self, now: Duration, track: &mut Track, findings: &mut Vec<Finding>) {
        let held = track.is_to_blame_for();
        let steps = STEPS.iter().filter(|&&step| held >= step).count();
        if steps == 0 && track.held() >= STEPS[0] {
            self.starved(now, track.held(), findings);
        }
        let (operation, cause) = (track.operation, track.cause());
        if held >= LONG && !track.told {
            track.told = true;
            findings.push(Finding::Held { operation, held });
        }
        if track.steps == 0 && steps > 0 {
            findings.push(Finding::Stall { operation, cause });
        }
        let again = track.reported.is_some_and(|reported| now.saturating_sub(reported) >= REPORT);
        if steps > track.steps || again {
            track.steps = steps;
            if let Some(unreported) = self.report(now, (operation, cause), steps) {
                track.reported = Some(now);
                track.unreported = false;
                findings.push(Finding::Report { operation, cause, held, unreported });
            }
        }
    }

    fn end(&mut self, track: &Track, findings: &mut Vec<Finding>) {
        let (operation, held) = (track.operation, track.is_to_blame_for());
        if held < TICK {
            return;
        }
        if !track.told {
            findings.push(Finding::Held { operation, held });
        }
        findings.push(Finding::Ended { operation, held });
        if track.steps > 0
            && track.unreported
            && let Some(entry) = self.reported.get_mut(&(operation, track.cause()))
        {
            entry.unreported += 1;
        }
    }

    /// Returns whether the log should hear of it: how many stalls it has not heard of.
    fn report(&mut self, now: Duration, kind: (Number, Cause), steps: usize) -> Option<u64> {
        let last = self.reported.get(&kind);
        if last.is_some_and(|last| now.saturating_sub(last.at) < REPORT && last.steps >= steps) {
            return None;
        }
        let unreported = last.map_or(0, |last| last.unreported);
        self.reported.insert(kind, Entry { at: now, steps, unreported: 0 });
        Some(unreported)
    }

    fn starved(&mut self, now: Duration, waited: Duration, findings: &mut Vec<Finding>) {
        if self.starved.is_none_or(|starved| now.saturating_sub(starved) >= REPORT) {
            self.starved = Some(now);
            findings.push(Finding::Starved { waited });
        }
    }
}

impl Track {
    fn new(seen: Seen, now: Duration, cpu: Option<Duration>) -> Self {
        Self {
            operation: seen.operation,
            poll: seen.poll,
            since: now,
            seen: now,
            cpu,
            computed: Duration::ZERO,
            asleep: Duration::ZERO,
            unknown: Duration::ZERO,
            system_call: None,
            sleeps: false,
            steps: 0,
            reported: None,
            unreported: true,
            told: false,
        }
    }

    /// Finds out what the time since the last look went into.
    fn look(&mut self, now: Duration, thread: u32, threads: &mut impl Threads) {
        let passed = now.saturating_sub(self.seen);
        let cpu = threads.cpu(thread);
        let computed = cpu.zip(self.cpu).map(|(cpu, before)| cpu.saturating_sub(before));
        (self.seen, self.cpu, self.sleeps) = (now, cpu, false);
        match (computed, threads.state(thread)) {
            (computed, Some(State::Asleep)) if computed.is_none_or(|computed| computed < passed / 2) => {
                self.asleep += passed;
                self.sleeps = true;
                self.system_call = threads.system_call(thread).or(self.system_call);
            }
            (Some(computed), _) => self.computed += computed,
            (None, Some(_)) => self.computed += passed,
            (None, None) => self.unknown += passed,
        }
    }

    fn held(&self) -> Duration {
        self.seen.saturating_sub(self.since)
    }

    /// For how long it held its thread, without the time in which other threads had the cores. That is not counted up
    /// to half of the time: what the kernel says about CPU time is some milliseconds old.
    fn is_to_blame_for(&self) -> Duration {
        let own = self.computed + self.asleep + self.unknown;
        if own * 2 >= self.held() { self.held() } else { own }
    }

    fn cause(&self) -> Cause {
        let most = self.computed.max(self.asleep).max(self.unknown);
        match () {
            () if most == self.asleep => Cause::Blocked(self.system_call),
            () if most == self.computed => Cause::Computes,
            () => Cause::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FSYNC: SystemCall = SystemCall::Named("fsync");

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// What a thread does from a tick to the next.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Does {
        Nothing,
        /// Whole polls, each shorter than a tick.
        ManyPolls,
        Computes,
        ComputesAFifth,
        Sleeps,
        /// It could run, but other threads have the cores.
        Waits,
    }

    /// One I/O thread in virtual time.
    struct Scene {
        stalls: Stalls,
        operation: Number,
        now: Duration,
        polls: u32,
        cpu: Duration,
        does: Does,
        /// Whether CPU times, and states, can be read.
        readable: (bool, bool),
        findings: Vec<(u64, Finding)>,
        healed: u64,
    }

    impl Threads for Scene {
        fn cpu(&mut self, _: u32) -> Option<Duration> {
            // The kernel's clock ticks every 4 ms; a thread that sleeps has been brought up to date.
            let lag = if self.does == Does::Sleeps { 0 } else { self.cpu.as_millis() % 4 };
            self.readable.0.then(|| self.cpu - ms(lag as u64))
        }

        fn state(&mut self, _: u32) -> Option<State> {
            self.readable.1.then_some(if self.does == Does::Sleeps { State::Asleep } else { State::Ready })
        }

        fn system_call(&mut self, _: u32) -> Option<SystemCall> {
            self.readable.1.then_some(FSYNC)
        }
    }

    impl Scene {
        fn new() -> Self {
            Self {
                stalls: Stalls::default(),
                operation: Number::new(),
                now: ms(700),
                polls: 0,
                cpu: ms(50),
                does: Does::Nothing,
                readable: (true, true),
                findings: Vec::new(),
                healed: 0,
            }
        }

        /// The thread begins something, and the watchdog looks while it does it, so many milliseconds apart.
        fn goes(&mut self, does: Does, ticks: &[u64]) {
            self.polls += 1;
            for &tick in ticks {
                self.does = does;
                self.now += ms(tick);
                if does == Does::ManyPolls {
                    self.polls += 1;
                }
                self.cpu += match does {
                    Does::Computes | Does::ManyPolls => ms(tick),
                    Does::ComputesAFifth => ms(tick) / 5,
                    _ => ms(0),
                };
                let seen = Seen { thread: 7, operation: self.operation, poll: self.polls, on_pool: false };
                let seen = if does == Does::Nothing { &[][..] } else { &[seen] };
                let (mut stalls, mut findings) = (std::mem::take(&mut self.stalls), Vec::new());
                self.healed += u64::from(stalls.look(self.now, seen, self, &mut findings));
                self.stalls = stalls;
                let at = self.now.as_millis() as u64;
                self.findings.extend(findings.into_iter().map(|finding| (at, finding)));
            }
        }

        /// What was found since the last time, as text: when (in ms from the start of the scene), what.
        fn found(&mut self) -> Vec<String> {
            let line = |(at, finding)| {
                let cause = |cause| match cause {
                    Cause::Computes => "computes",
                    Cause::Blocked(Some(_)) => "blocked in fsync",
                    Cause::Blocked(None) => "blocked",
                    Cause::Unknown => "unknown",
                };
                let at: u64 = at - 700;
                match finding {
                    Finding::Stall { cause: of, .. } => format!("{at}: stall, {}", cause(of)),
                    Finding::Report { cause: of, held, unreported, .. } => {
                        format!("{at}: report, {}, {held:?}, {unreported} more", cause(of))
                    }
                    Finding::Held { held, .. } => format!("{at}: held {held:?}"),
                    Finding::Ended { held, .. } => format!("{at}: ended {held:?}"),
                    Finding::Starved { waited } => format!("{at}: starved {waited:?}"),
                }
            };
            std::mem::take(&mut self.findings).into_iter().map(line).collect()
        }
    }

    #[test]
    fn a_stall_is_named_after_ten_milliseconds() {
        /// Name, what can be read, what the thread does at each tick, what is found.
        type Case<'a> = (&'a str, (bool, bool), &'a [(Does, &'a [u64])], &'a [&'a str]);
        let all = (true, true);
        let cases: &[Case<'_>] = &[
            ("short polls", all, &[(Does::ManyPolls, &[5; 100])], &[]),
            ("seen once", all, &[(Does::Computes, &[5]), (Does::Nothing, &[5])], &[]),
            (
                "seen twice",
                all,
                &[(Does::Computes, &[5, 5]), (Does::Nothing, &[5])],
                &["15: held 5ms", "15: ended 5ms"],
            ),
            (
                "computes",
                all,
                &[(Does::Computes, &[5, 5, 5, 5]), (Does::ManyPolls, &[5])],
                &["15: stall, computes", "15: report, computes, 10ms, 0 more", "25: held 15ms", "25: ended 15ms"],
            ),
            (
                "blocked",
                all,
                &[(Does::Sleeps, &[5, 5, 5, 5]), (Does::Nothing, &[5])],
                &[
                    "15: stall, blocked in fsync",
                    "15: report, blocked in fsync, 10ms, 0 more",
                    "25: held 15ms",
                    "25: ended 15ms",
                ],
            ),
            (
                "nothing can be read",
                (false, false),
                &[(Does::Sleeps, &[5, 5, 5])],
                &["15: stall, unknown", "15: report, unknown, 10ms, 0 more"],
            ),
            (
                "only states can be read, computes",
                (false, true),
                &[(Does::Computes, &[5, 5, 5])],
                &["15: stall, computes", "15: report, computes, 10ms, 0 more"],
            ),
            (
                "only states can be read, blocked",
                (false, true),
                &[(Does::Sleeps, &[5, 5, 5])],
                &["15: stall, blocked in fsync", "15: report, blocked in fsync, 10ms, 0 more"],
            ),
            (
                "only CPU times can be read, computes",
                (true, false),
                &[(Does::Computes, &[5, 5, 5])],
                &["15: stall, computes", "15: report, computes, 10ms, 0 more"],
            ),
            ("has no core", all, &[(Does::Waits, &[5; 4]), (Does::Nothing, &[5])], &["15: starved 10ms"]),
            (
                "has a fifth of a core",
                all,
                &[(Does::ComputesAFifth, &[5; 11]), (Does::Nothing, &[5])],
                &[
                    "15: starved 10ms",
                    "50: stall, computes",
                    "50: report, computes, 12ms, 0 more",
                    "60: held 12ms",
                    "60: ended 12ms",
                ],
            ),
            (
                "the watchdog is late",
                all,
                &[(Does::Computes, &[5, 40, 5]), (Does::Nothing, &[5])],
                &[
                    "45: starved 35ms",
                    "50: stall, computes",
                    "50: report, computes, 10ms, 0 more",
                    "55: held 10ms",
                    "55: ended 10ms",
                ],
            ),
            (
                "long",
                all,
                &[(Does::Computes, &[5; 21]), (Does::Nothing, &[5])],
                &[
                    "15: stall, computes",
                    "15: report, computes, 10ms, 0 more",
                    "55: held 50ms",
                    "105: report, computes, 100ms, 0 more",
                    "110: ended 100ms",
                ],
            ),
        ];
        for (name, readable, does, expected) in cases {
            let mut scene = Scene { readable: *readable, ..Scene::new() };
            does.iter().for_each(|(does, ticks)| scene.goes(*does, ticks));
            assert_eq!(scene.found(), *expected, "{name}");
        }
    }

    #[test]
    fn a_poll_sleeps_from_its_second_look_on() {
        let mut scene = Scene::new();
        for (does, ticks, expected) in [
            (Does::Sleeps, &[5][..], false),
            (Does::Sleeps, &[5, 5], true),
            (Does::Computes, &[5], false),
            (Does::Computes, &[5, 5], false),
            (Does::Sleeps, &[5, 5, 5], true),
            (Does::Waits, &[5, 5], false),
            (Does::ManyPolls, &[5, 5], false),
            (Does::Sleeps, &[5, 5], true),
            (Does::Nothing, &[5], false),
        ] {
            scene.goes(does, ticks);
            assert_eq!(scene.stalls.sleeps(7), expected, "{does:?} for {} ticks", ticks.len());
        }
    }

    #[test]
    fn the_log_hears_of_each_cause_once_a_minute() {
        let mut scene = Scene::new();
        let reports =
            |scene: &mut Scene| scene.found().into_iter().filter(|line| line.contains("report")).collect::<Vec<_>>();
        for _ in 0..10 {
            scene.goes(Does::Computes, &[5; 4]);
        }
        assert_eq!(reports(&mut scene), ["15: report, computes, 10ms, 0 more"]);
        scene.goes(Does::Sleeps, &[5; 3]);
        assert_eq!(reports(&mut scene), ["215: report, blocked in fsync, 10ms, 0 more"], "another cause");
        scene.goes(Does::Computes, &[5; 25]);
        assert_eq!(reports(&mut scene), ["320: report, computes, 100ms, 9 more"], "a worse one");
        scene.goes(Does::Computes, &[5; 25]);
        assert_eq!(reports(&mut scene), [""; 0]);
        scene.goes(Does::Nothing, &[5; 12_000]);
        scene.goes(Does::Computes, &[5; 3]);
        assert_eq!(reports(&mut scene), ["60480: report, computes, 10ms, 1 more"], "a minute later");
    }

    #[test]
    fn a_stall_that_goes_on_is_reported_each_minute() {
        let mut scene = Scene::new();
        scene.goes(Does::Computes, &[5; 25_000]);
        let reports: Vec<_> = scene.found().into_iter().filter(|line| line.contains("report")).collect();
        assert_eq!(
            reports,
            [
                "15: report, computes, 10ms, 0 more",
                "105: report, computes, 100ms, 0 more",
                "1005: report, computes, 1s, 0 more",
                "61005: report, computes, 61s, 0 more",
                "121005: report, computes, 121s, 0 more",
            ]
        );
        assert_eq!(scene.healed, 24_999, "at every look but the first");
    }

    #[test]
    fn another_look_after_a_rest_is_not_late() {
        let mut scene = Scene::new();
        scene.goes(Does::ManyPolls, &[5]);
        scene.stalls.rest(scene.now);
        scene.goes(Does::ManyPolls, &[30_000, 5]);
        assert_eq!(scene.found(), [""; 0]);
    }
}
