//! Says in sentences what an operation does.
//!
//! They are made here and not by the page, so that whoever asks without a browser reads the same.

use std::time::Duration;

use brigade_scheduler::{Lane, Reason, Stalls, placement::Stage};

use crate::history::Rates;

/// Is what sentences about an operation are made of.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Where its next run goes.
    pub(super) lane: Lane,
    /// How far it has come, if its placement is learned.
    pub(super) stage: Option<Stage>,
    pub(super) nature: Nature,
    /// Requests that have ended.
    pub(super) ended: u64,
    /// Requests that are being answered.
    pub(super) running: u64,
    /// Jobs that were refused.
    pub(super) refused: Vec<(Reason, u64)>,
    /// Jobs whose clients left before they began.
    pub(super) departed: u64,
    /// How it held up threads of the I/O runtime.
    pub(super) stalls: Stalls,
    /// Jobs that ran for longer than its answers may take.
    pub(super) overdue: u64,
    /// What it did lately.
    pub(super) recent: Rates,
    /// Its part of the process's CPU, lately.
    pub(super) share: f64,
}

/// Says what an operation does with its time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Nature {
    /// Nobody knows yet.
    Unknown,
    /// Too little to say whether it works or waits.
    AtOnce,
    /// It works for this part of its time, and waits for the rest.
    Works(f64),
}

/// Is what sentences about a pool are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct PoolFacts {
    pub(super) cores: f64,
    /// The part of the process's quota that it uses, if there is a quota.
    pub(super) duty: Option<f64>,
    /// Cores that operations kept busy lately.
    pub(super) busy: f64,
    pub(super) threads: usize,
    pub(super) running: usize,
    pub(super) queued: usize,
}

/// Returns what an operation is, what it costs and what is wrong with it.
pub(super) fn of_operation(facts: &Facts) -> String {
    let lane = match (facts.lane, facts.stage) {
        (Lane::Inline, _) => "inline",
        (Lane::Pool, Some(Stage::Probation)) => "on the pool until it is known",
        (Lane::Pool, Some(Stage::Pooled)) => "on the pool, since it would hold up others",
        (Lane::Pool, _) => "on the pool",
    };
    if facts.ended + facts.running == 0 {
        return format!("Nobody has asked for it yet; it would run {lane}.");
    }
    let nature = match facts.nature {
        Nature::Unknown => format!("Runs {lane}"),
        Nature::AtOnce => format!("Answers at once, {lane}"),
        // The scheduler, too, takes what is below 0.2 for light.
        Nature::Works(part) if part < 0.2 => format!("Waits ({part:.2}), {lane}"),
        Nature::Works(part) if part < 0.8 => format!("Works and waits ({part:.2}), {lane}"),
        Nature::Works(part) => format!("Works ({part:.2}), {lane}"),
    };
    let (share, load) = (share(facts.share), load(facts));
    let mut sentences = vec![format!("{nature}{share}. {load}.")];
    sentences.extend(troubles(facts));
    sentences.join(" ")
}

/// Returns what is wrong with an operation, or was.
fn troubles(facts: &Facts) -> impl Iterator<Item = String> {
    let stalls: u64 = facts.stalls.counts.iter().map(|(_, count)| count).sum();
    let stalled = (stalls > 0).then(|| {
        let (often, longest, causes) = (times(stalls), time(facts.stalls.longest), each(&facts.stalls.counts));
        format!("Held up others {often}, for {longest} at most: {causes}.")
    });
    let overdue = (facts.overdue > 0)
        .then(|| format!("{} ran for longer than an answer may take.", counted(facts.overdue, "job")));
    let refusals: u64 = facts.refused.iter().map(|(_, count)| count).sum();
    let refused = (refusals > 0).then(|| {
        let lately = facts.recent.refused;
        let lately = if lately > 0 { format!(", {} of them just now", grouped(lately)) } else { String::new() };
        format!("Refused {}{lately}: {}.", times(refusals), each(&facts.refused))
    });
    let departed = (facts.departed > 0).then(|| format!("{} left before it began.", counted(facts.departed, "client")));
    [stalled, overdue, refused, departed].into_iter().flatten()
}

/// Returns what the whole pool does.
pub(super) fn of_pool(pool: &PoolFacts) -> String {
    let (busy, cores) = (number(pool.busy), number(pool.cores));
    let noun = if pool.cores == 1.0 { "core" } else { "cores" };
    let begin = format!("{busy} of {cores} {noun} busy with operations");
    let paced = pool.duty.map(|duty| format!(" Jobs take at most {:.0} % of the CPU quota.", duty * 100.0));
    let paced = paced.unwrap_or_default();
    if pool.running + pool.queued == 0 {
        // What was busy lately may be between two jobs just now.
        let pool = if busy == "0" { "the pool is idle" } else { "no job runs at this moment" };
        return format!("{begin}; {pool}.{paced}");
    }
    let running = match pool.running {
        1 => "1 job runs".to_owned(),
        many => format!("{many} jobs run"),
    };
    let queued = match pool.queued {
        0 => "none waits".to_owned(),
        1 => "1 waits".to_owned(),
        many => format!("{} wait", grouped(many as u64)),
    };
    format!("{begin}; {running} on {}, {queued}.{paced}", counted(pool.threads as u64, "thread"))
}

/// Returns reasons, with how often each if there are several.
pub(super) fn each<R: std::fmt::Display>(counts: &[(R, u64)]) -> String {
    let each = counts.iter().map(|(reason, count)| match counts.len() {
        1 => reason.to_string(),
        _ => format!("{reason} ({})", grouped(*count)),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn share(share: f64) -> String {
    match share * 100.0 {
        percent if percent < 0.05 => String::new(),
        percent if percent < 1.0 => ", under 1 % of CPU".to_owned(),
        percent => format!(", {percent:.0} % of CPU"),
    }
}

fn load(facts: &Facts) -> String {
    let (running, recent) = (facts.running, &facts.recent);
    if recent.requests == 0.0 {
        return if running == 0 { "Idle".to_owned() } else { format!("{} under way", counted(running, "request")) };
    }
    let mut load = format!("{} requests a second", number(recent.requests));
    if let Some(duration) = recent.duration {
        load.push_str(&format!(", {} each", time(duration)));
    }
    // Less is the way to a thread, not a queue.
    if let Some(wait) = recent.queue_wait.filter(|&wait| wait >= Duration::from_millis(1)) {
        load.push_str(&format!(", {} in the queue", time(wait)));
    }
    load
}

pub(super) fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{} times", grouped(count)) }
}

/// Returns a count of things whose name ends in `s` if they are many.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Returns a number with as many digits as people read: 1,234, 56, 7.8, 0.09.
pub(super) fn number(number: f64) -> String {
    if number >= 9.95 {
        return grouped(number.round() as u64);
    }
    let text = if number >= 0.995 { format!("{number:.1}") } else { format!("{number:.2}") };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns a count with a comma at every third digit.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group));
    groups.collect::<Vec<_>>().join(",")
}

/// Returns a time in the unit that people would use.
pub(super) fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match time.as_secs() {
        0 if seconds < 0.001 => format!("{} µs", number(seconds * 1e6)),
        0 => format!("{} ms", number(seconds * 1e3)),
        1..60 => format!("{} s", number(seconds)),
        60..3600 => format!("{} min", number(seconds / 60.0)),
        3600..86400 => format!("{} h", number(seconds / 3600.0)),
        _ => format!("{} days", number(seconds / 86400.0)),
    }
}

#[cfg(test)]
mod tests {
    use brigade_scheduler::Cause;

    use super::*;

    fn works() -> Facts {
        Facts {
            lane: Lane::Pool,
            stage: None,
            nature: Nature::Works(0.98),
            ended: 1000,
            running: 1,
            refused: Vec::new(),
            departed: 0,
            stalls: Stalls::default(),
            overdue: 0,
            recent: Rates { cores: 0.24, requests: 34.2, duration: Some(Duration::from_millis(7)), ..Rates::default() },
            share: 0.12,
        }
    }

    #[test]
    fn an_operation_is_a_sentence() {
        let waits = || Facts { lane: Lane::Inline, nature: Nature::Works(0.03), share: 0.001, ..works() };
        let waited = |milliseconds| Rates { queue_wait: Some(Duration::from_millis(milliseconds)), ..works().recent };
        let idle = || Facts { running: 0, recent: Rates::default(), share: 0.0, ..works() };
        for (facts, expected) in [
            (works(), "Works (0.98), on the pool, 12 % of CPU. 34 requests a second, 7 ms each."),
            (waits(), "Waits (0.03), inline, under 1 % of CPU. 34 requests a second, 7 ms each."),
            (Facts { nature: Nature::Works(0.5), ..idle() }, "Works and waits (0.50), on the pool. Idle."),
            (Facts { nature: Nature::AtOnce, lane: Lane::Inline, ..idle() }, "Answers at once, inline. Idle."),
            (Facts { nature: Nature::Unknown, running: 1, ..idle() }, "Runs on the pool. 1 request under way."),
            (Facts { stage: Some(Stage::Probation), ..idle() }, "Works (0.98), on the pool until it is known. Idle."),
            (
                Facts { stage: Some(Stage::Pooled), ..idle() },
                "Works (0.98), on the pool, since it would hold up others. Idle.",
            ),
            (Facts { ended: 0, ..idle() }, "Nobody has asked for it yet; it would run on the pool."),
            (
                Facts { recent: waited(4), ..works() },
                "Works (0.98), on the pool, 12 % of CPU. 34 requests a second, 7 ms each, 4 ms in the queue.",
            ),
            (
                Facts { recent: waited(0), ..works() },
                "Works (0.98), on the pool, 12 % of CPU. 34 requests a second, 7 ms each.",
            ),
        ] {
            assert_eq!(of_operation(&facts), expected);
        }
    }

    #[test]
    fn what_is_wrong_is_more_sentences() {
        let stalls = |counts, longest| {
            let mut stalls = Stalls::default();
            (stalls.counts, stalls.longest) = (counts, Duration::from_millis(longest));
            stalls
        };
        for (facts, expected) in [
            (
                Facts { departed: 1, overdue: 1, ..works() },
                "1 job ran for longer than an answer may take. 1 client left before it began.",
            ),
            (Facts { departed: 2000, ..works() }, "2,000 clients left before it began."),
            (
                Facts { stalls: stalls(vec![(Cause::Computes, 1)], 120), ..works() },
                "Held up others once, for 120 ms at most: it computes.",
            ),
            (
                Facts { stalls: stalls(vec![(Cause::Computes, 2), (Cause::Blocked(None), 1000)], 2000), ..works() },
                "Held up others 1,002 times, for 2 s at most: it computes (2), it is blocked (1,000).",
            ),
            (Facts { refused: vec![(Reason::Full, 1)], ..works() }, "Refused once: the queue is full."),
            (
                Facts {
                    refused: vec![(Reason::Wait, 1234), (Reason::Deadline, 1)],
                    recent: Rates { refused: 7, ..works().recent },
                    ..works()
                },
                "Refused 1,235 times, 7 of them just now: the wait would be too long (1,234), there was not enough time left (1).",
            ),
        ] {
            let healthy = "Works (0.98), on the pool, 12 % of CPU. 34 requests a second, 7 ms each. ";
            assert_eq!(of_operation(&facts).strip_prefix(healthy), Some(expected));
        }
    }

    #[test]
    fn a_pool_is_a_sentence() {
        let idle = PoolFacts { cores: 2.0, duty: None, busy: 0.0, threads: 0, running: 0, queued: 0 };
        for (facts, expected) in [
            (idle, "0 of 2 cores busy with operations; the pool is idle."),
            (
                PoolFacts { busy: 0.99, cores: 1.0, threads: 1, running: 1, ..idle },
                "0.99 of 1 core busy with operations; 1 job runs on 1 thread, none waits.",
            ),
            (PoolFacts { busy: 0.5, ..idle }, "0.5 of 2 cores busy with operations; no job runs at this moment."),
            (
                PoolFacts { duty: Some(0.95), ..idle },
                "0 of 2 cores busy with operations; the pool is idle. Jobs take at most 95 % of the CPU quota.",
            ),
            (
                PoolFacts { busy: 1.44, cores: 1.5, threads: 14, running: 12, queued: 1234, ..idle },
                "1.4 of 1.5 cores busy with operations; 12 jobs run on 14 threads, 1,234 wait.",
            ),
        ] {
            assert_eq!(of_pool(&facts), expected);
        }
    }

    #[test]
    fn numbers_and_times_have_the_digits_that_people_read() {
        for (value, expected) in
            [(0.0, "0"), (0.004, "0"), (0.09, "0.09"), (0.999, "1"), (7.84, "7.8"), (9.96, "10"), (999.6, "1,000")]
        {
            assert_eq!(number(value), expected, "{value}");
        }
        for (microseconds, expected) in [
            (0, "0 µs"),
            (950, "950 µs"),
            (4_200, "4.2 ms"),
            (38_000, "38 ms"),
            (1_500_000, "1.5 s"),
            (90_000_000, "1.5 min"),
            (7_200_000_000, "2 h"),
            (172_800_000_000, "2 days"),
        ] {
            assert_eq!(time(Duration::from_micros(microseconds)), expected);
        }
    }
}
