//! Says in sentences what batches do, and tells Prometheus.

use std::collections::HashMap;

use brigade_scheduler::{BatchSnapshot, LearnedCost};
use serde::Serialize;

use super::{
    exposition::{Exposition, Kind},
    sentence::{counted, each, number, time, times},
};

/// Is what a batch has done so far, as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct BatchSeen {
    pub(super) name: String,
    pub(super) sentence: String,
    /// What was learned, in sentences.
    pub(super) learned: Vec<String>,
    pub(super) items: u64,
    pub(super) batches: u64,
    pub(super) queued: usize,
    pub(super) running: usize,
    pub(super) refused: u64,
}

/// Gives each batch a name of its own: functions of two modules may have the same.
fn named(batches: &[BatchSnapshot]) -> impl Iterator<Item = (String, &BatchSnapshot)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    batches.iter().map(move |batch| {
        let number = seen.entry(&batch.name).and_modify(|number| *number += 1).or_insert(1);
        let name = if *number == 1 { batch.name.to_string() } else { format!("{} ({number})", batch.name) };
        (name, batch)
    })
}

/// Returns the batches as people are shown them.
pub(super) fn look(batches: &[BatchSnapshot]) -> Vec<BatchSeen> {
    let seen = |(name, batch): (String, &BatchSnapshot)| BatchSeen {
        name,
        sentence: sentence(batch),
        learned: batch.learned.iter().map(learned).collect(),
        items: batch.items,
        batches: batch.batches,
        queued: batch.queued,
        running: batch.running,
        refused: refusals(batch),
    };
    named(batches).map(seen).collect()
}

fn refusals(batch: &BatchSnapshot) -> u64 {
    batch.refused.iter().map(|(_, count)| count).sum()
}

fn sentence(batch: &BatchSnapshot) -> String {
    let mut sentences = vec![match batch.batches {
        0 => "Nothing was sent to it yet.".to_owned(),
        batches => {
            let (items, mean) = (counted(batch.items, "item"), number(batch.items as f64 / batches as f64));
            let wait = batch.queue_wait.sum.div_f64(batch.items as f64);
            let noun = if batches == 1 { "batch" } else { "batches" };
            format!("{items} in {batches} {noun}, {mean} together on average; each waited {}.", time(wait))
        }
    }];
    let padded = batch.padding as f64 / (batch.cost + batch.padding).max(1) as f64 * 100.0;
    if padded >= 0.5 {
        sentences.push(format!("{padded:.0} % of the work is padding."));
    }
    if let Some(error) = batch.prediction_error {
        sentences.push(format!("What was foreseen is off by {:.0} %.", error * 100.0));
    }
    if batch.queued + batch.running > 0 {
        sentences.push(format!("Now {} run and {} wait.", batch.running, counted(batch.queued as u64, "item")));
    }
    let refusals = refusals(batch);
    if refusals > 0 {
        sentences.push(format!("Refused {}: {}.", times(refusals), each(&batch.refused)));
    }
    for (count, what) in [
        (batch.expired, "came too late"),
        (batch.departed, "left with their clients"),
        (batch.retried, "were tried again"),
        (batch.failed, "failed"),
    ] {
        if count > 0 {
            sentences.push(format!("{} {what}.", counted(count, "item")));
        }
    }
    sentences.join(" ")
}

fn learned(learned: &LearnedCost) -> String {
    let times: Vec<_> = learned
        .times
        .iter()
        .map(|&(size, each)| match size {
            1 => format!("{} alone", time(each)),
            _ => format!("{} each of {size}", time(each)),
        })
        .collect();
    let pays = match learned.pays_up_to {
        0 | 1 => "more than one do not pay".to_owned(),
        size => format!("up to {size} pay"),
    };
    format!("Cost {}: {}; {pays}.", learned.cost, times.join(", "))
}

/// Adds what Prometheus is told.
pub(super) fn expose(exposition: &mut Exposition, batches: &[BatchSnapshot]) {
    if batches.is_empty() {
        return;
    }
    let batches: Vec<_> = named(batches).collect();
    let mut one = |name, kind, help, value: fn(&BatchSnapshot) -> f64| {
        let mut metric = exposition.metric(name, kind, help);
        for (batch, snapshot) in &batches {
            metric.sample(&[("batch", batch)], value(snapshot));
        }
    };
    use Kind::{Counter, Gauge};
    one("brigade_batch_items_queued", Gauge, "Items that wait.", |batch| batch.queued as f64);
    one("brigade_batches_running", Gauge, "Batches that run.", |batch| batch.running as f64);
    one("brigade_batch_cpu_seconds_total", Counter, "Time in which batches had a core.", |batch| {
        batch.cpu.as_secs_f64()
    });
    one("brigade_batch_seconds_total", Counter, "Time in which batches ran.", |batch| batch.wall.as_secs_f64());
    one("brigade_batch_cost_total", Counter, "What all items cost, as the function counts it.", |batch| {
        batch.cost as f64
    });
    one("brigade_batch_padding_total", Counter, "What it would be more, were all as dear as the dearest.", |batch| {
        batch.padding as f64
    });
    one("brigade_batch_expired_total", Counter, "Items whose time was over before they were begun.", |batch| {
        batch.expired as f64
    });
    one("brigade_batch_withdrawn_total", Counter, "Items whose clients left before they were begun.", |batch| {
        batch.departed as f64
    });
    one("brigade_batch_retried_total", Counter, "Items that were tried again.", |batch| batch.retried as f64);
    one("brigade_batch_failed_total", Counter, "Items that were tried and have no result.", |batch| {
        batch.failed as f64
    });
    let help = "Part by which the time of items differs from what was foreseen.";
    let mut metric = exposition.metric("brigade_batch_prediction_error_ratio", Gauge, help);
    for (batch, snapshot) in &batches {
        if let Some(error) = snapshot.prediction_error {
            metric.sample(&[("batch", batch)], error);
        }
    }
    let mut metric =
        exposition.metric("brigade_batch_refused_total", Counter, "Items that were refused, by the reason.");
    for (batch, snapshot) in &batches {
        for (reason, count) in &snapshot.refused {
            metric.sample(&[("batch", batch), ("reason", &reason.to_string())], *count as f64);
        }
    }
    let mut metric = exposition.metric("brigade_batch_size", Kind::Histogram, "How many items a batch has.");
    for (batch, snapshot) in &batches {
        let buckets = snapshot.sizes.iter().map(|&(size, count)| (size as f64, count));
        metric.buckets(&[("batch", batch)], buckets, snapshot.batches, snapshot.items as f64);
    }
    let help = "Time from an item's arrival to the begin of its batch.";
    let mut metric = exposition.metric("brigade_batch_queue_wait_seconds", Kind::Histogram, help);
    for (batch, snapshot) in &batches {
        metric.histogram(&[("batch", batch)], &snapshot.queue_wait);
    }
    let help = "Time of a batch for each of its items, as learned, by their cost and number.";
    let mut metric = exposition.metric("brigade_batch_learned_seconds", Gauge, help);
    for (batch, snapshot) in &batches {
        for LearnedCost { cost, times, .. } in &snapshot.learned {
            for (size, each) in times {
                let (cost, size) = (cost.to_string(), size.to_string());
                metric.sample(&[("batch", batch), ("cost", &cost), ("items", &size)], each.as_secs_f64());
            }
        }
    }
}
