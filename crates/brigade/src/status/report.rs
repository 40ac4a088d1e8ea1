//! Joins what is known of a site into what people are shown.

use std::time::Duration;

use brigade_scheduler::{Lane, OperationSnapshot, Snapshot};
use serde::Serialize;

use super::batches::{self, BatchSeen};
use super::engines::{self, EngineSeen};
use super::sentence::{Facts, Nature, PoolFacts, number, of_operation, of_pool, time};
use crate::{
    history::{Rates, Totals},
    site::{Seen, Site},
    traffic::Counts,
};

/// Is a site at a moment, as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Seconds since the start.
    pub(super) at: f64,
    pub(super) sentence: String,
    /// What is done less well on this system, in sentences.
    pub(super) notes: Vec<&'static str>,
    /// Cores that the process may use.
    pub(super) cores: f64,
    pub(super) operations: Vec<OperationReport>,
    /// What operations work with, in the order in which it was added.
    pub(super) engines: Vec<EngineSeen>,
    /// What works on many items at once, in the order in which it was first used.
    pub(super) batches: Vec<BatchSeen>,
    /// The last two minutes, or what the asker has not seen of them.
    pub(super) periods: Vec<Period>,
}

/// Is an operation at a moment, as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct OperationReport {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) name: &'static str,
    pub(super) sentence: String,
    /// How much one should look at it.
    pub(super) mood: Mood,
    pub(super) lane: &'static str,
    pub(super) weight: Option<f64>,
    /// The part of the process's CPU that it lately took.
    pub(super) cpu_share: f64,
    /// The CPU time that it has taken since the start.
    pub(super) cpu_seconds: f64,
    pub(super) requests: u64,
    pub(super) requests_per_second: f64,
    pub(super) requests_running: u64,
    /// How long its jobs lately waited before they started; 0 if there were none.
    pub(super) queue_wait_ms: f64,
    pub(super) refused: u64,
    /// CPU, requests and queue wait as people read them.
    pub(super) figures: [String; 3],
}

/// Says how much one should look at an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mood {
    /// Nobody has asked for it yet.
    Unused,
    Idle,
    Busy,
    /// Something of it was lately refused or stalled.
    Trouble,
}

/// Is what the operations did in a second or so: lists with an entry for each operation.
#[derive(Debug, Serialize)]
pub(super) struct Period {
    /// When it ended, in seconds since the start.
    pub(super) at: f64,
    /// Cores kept busy.
    pub(super) cores: Vec<f64>,
    /// Requests per second.
    pub(super) requests: Vec<f64>,
    /// Milliseconds that jobs waited before they started.
    pub(super) queue_wait_ms: Vec<f64>,
}

impl Report {
    /// Returns everything as text, for whoever has no browser.
    pub(super) fn text(&self, title: &str) -> String {
        let operations = self.operations.iter().map(|OperationReport { method, path, name, sentence, .. }| {
            format!("\n{method} {path} ({name})\n    {sentence}\n")
        });
        let notes: String = self.notes.iter().map(|note| format!("    {note}\n")).collect();
        let batches = self.batches.iter().map(|BatchSeen { name, sentence, learned, .. }| {
            let learned: String = learned.iter().map(|line| format!("    {line}\n")).collect();
            format!("\nbatch {name}\n    {sentence}\n{learned}")
        });
        let engines =
            self.engines.iter().map(|EngineSeen { name, sentence, .. }| format!("\nengine {name}\n    {sentence}\n"));
        let parts: String = operations.chain(engines).chain(batches).collect();
        format!("{title}: {}\n{notes}{parts}", self.sentence)
    }
}

impl Mood {
    /// Returns what the style sheet calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Idle => "idle",
            Self::Busy => "busy",
            Self::Trouble => "trouble",
        }
    }
}

/// Remembers what a site has done so far.
pub(super) fn remember(site: &Site) {
    let counts: Vec<_> = site.operations.iter().map(|seen| seen.traffic.counts()).collect();
    site.history().record(site.age(), totals(&counts, &site.shared.pool.snapshot()));
}

/// A request that takes less neither works nor waits, as far as people can tell.
const AT_ONCE: Duration = Duration::from_millis(1);

/// Looks at a site, and remembers what it saw; the periods of the report end later than `after`.
pub(super) fn look(site: &Site, after: Duration) -> Report {
    let counts: Vec<_> = site.operations.iter().map(|seen| seen.traffic.counts()).collect();
    let (pool, at) = (site.shared.pool.snapshot(), site.age());
    let totals = totals(&counts, &pool);
    let (recent, periods) = {
        let mut history = site.history();
        let recent = history.recent(at, &totals);
        history.record(at, totals);
        (recent, history.periods(after).map(|(at, rates)| period(at, &rates)).collect())
    };
    let busy = recent.iter().map(|rates| rates.cores).sum();
    let operations = site.operations.iter().zip(&counts).zip(&pool.operations).zip(recent);
    Report {
        at: at.as_secs_f64(),
        sentence: of_pool(&PoolFacts {
            cores: pool.cores,
            duty: pool.duty,
            busy,
            threads: pool.threads,
            running: pool.running,
            queued: pool.queued,
        }),
        notes: pool.notes,
        cores: pool.cores,
        operations: operations
            .map(|(((seen, counts), operation), recent)| report(seen, counts, operation, recent, pool.cores))
            .collect(),
        engines: engines::look(&site.engines.iter().map(|engine| engine.state()).collect::<Vec<_>>()),
        batches: batches::look(&pool.batches),
        periods,
    }
}

fn totals(counts: &[Counts], pool: &Snapshot) -> Vec<Totals> {
    let operations = counts.iter().zip(&pool.operations);
    operations
        .map(|(counts, operation)| Totals {
            cpu: cpu(operation),
            requests: counts.ended(),
            duration: counts.durations.sum,
            started: operation.queue_wait.counts.iter().sum(),
            queue_wait: operation.queue_wait.sum,
            refused: refusals(operation),
            stalls: operation.stalls.counts.iter().map(|(_, count)| count).sum(),
        })
        .collect()
}

/// The time on the I/O runtime is an estimate, but nobody would miss it less for that.
fn cpu(operation: &OperationSnapshot) -> Duration {
    operation.cpu + operation.inline
}

fn refusals(operation: &OperationSnapshot) -> u64 {
    operation.refused.iter().map(|(_, count)| count).sum()
}

/// Says what an operation does with its time.
///
/// Functions are measured by the pool. Of a future it measures the polls, which never wait; what waits is the request.
fn nature(counts: &Counts, operation: &OperationSnapshot) -> Nature {
    if operation.stage.is_none() && operation.lane == Lane::Pool {
        return operation.weight.map_or(Nature::Unknown, Nature::Works);
    }
    let (requests, time) = (counts.ended(), counts.durations.sum);
    if requests == 0 || time.is_zero() {
        Nature::Unknown
    } else if time < AT_ONCE * u32::try_from(requests).unwrap_or(u32::MAX) {
        Nature::AtOnce
    } else {
        Nature::Works(cpu(operation).div_duration_f64(time).min(1.0))
    }
}

fn period(at: Duration, rates: &[Rates]) -> Period {
    let each = |value: fn(&Rates) -> f64| rates.iter().map(|rates| rounded(value(rates))).collect();
    Period {
        at: at.as_secs_f64(),
        cores: each(|rates| rates.cores),
        requests: each(|rates| rates.requests),
        queue_wait_ms: each(|rates| rates.queue_wait.unwrap_or_default().as_secs_f64() * 1e3),
    }
}

/// More digits would be bytes that nobody reads.
fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

fn report(seen: &Seen, counts: &Counts, operation: &OperationSnapshot, recent: Rates, cores: f64) -> OperationReport {
    let facts = Facts {
        lane: operation.lane,
        stage: operation.stage,
        nature: nature(counts, operation),
        ended: counts.ended(),
        running: counts.running,
        refused: operation.refused.clone(),
        departed: operation.departed,
        stalls: operation.stalls.clone(),
        overdue: operation.overdue,
        share: recent.cores / cores,
        recent,
    };
    let mood = match () {
        () if recent.refused + recent.stalls > 0 => Mood::Trouble,
        () if recent.requests > 0.0 || counts.running > 0 => Mood::Busy,
        () if facts.ended > 0 => Mood::Idle,
        () => Mood::Unused,
    };
    let wait = recent.queue_wait.unwrap_or_default();
    OperationReport {
        method: seen.method,
        path: seen.path.clone(),
        name: seen.name,
        sentence: of_operation(&facts),
        mood,
        lane: match operation.lane {
            Lane::Inline => "inline",
            Lane::Pool => "pool",
        },
        weight: operation.weight.map(rounded),
        cpu_share: rounded(facts.share),
        cpu_seconds: cpu(operation).as_secs_f64(),
        requests: facts.ended,
        requests_per_second: rounded(recent.requests),
        requests_running: facts.running,
        queue_wait_ms: rounded(wait.as_secs_f64() * 1e3),
        refused: refusals(operation),
        figures: [
            format!("{} %", number(facts.share * 100.0)),
            format!("{} /s", number(recent.requests)),
            if wait.is_zero() { "–".to_owned() } else { time(wait) },
        ],
    }
}
