//! Names what Prometheus is told.

use std::sync::atomic::Ordering::Relaxed;

use brigade_scheduler::{Lane, OperationSnapshot, Snapshot};

use super::{
    batches, engines,
    exposition::{Exposition, Kind},
};
use crate::{
    site::{Seen, Site},
    traffic::Counts,
};

/// Returns the metrics of a site.
pub(super) fn metrics(site: &Site) -> String {
    let (mut exposition, pool) = (Exposition::default(), site.shared.pool.snapshot());
    of_pool(&mut exposition, &pool);
    of_requests(&mut exposition, site);
    of_jobs(&mut exposition, &pool, &site.operations);
    batches::expose(&mut exposition, &pool.batches);
    let states: Vec<_> = site.engines.iter().map(|engine| engine.state()).collect();
    engines::expose(&mut exposition, &states);
    exposition.into_text()
}

fn of_pool(exposition: &mut Exposition, pool: &Snapshot) {
    let mut one = |name, kind, help, value: f64| exposition.metric(name, kind, help).sample(&[], value);
    one("brigade_cores", Kind::Gauge, "Cores that this process may use.", pool.cores);
    one("brigade_pool_threads", Kind::Gauge, "Threads of the pool.", pool.threads as f64);
    one("brigade_pool_jobs_running", Kind::Gauge, "Jobs that run on the pool.", pool.running as f64);
    one("brigade_pool_jobs_queued", Kind::Gauge, "Jobs that wait for the pool.", pool.queued as f64);
    // Only a process with a CPU quota has them.
    if let Some(duty) = pool.duty {
        let help = "Part of the process's CPU quota that jobs may take.";
        one("brigade_cpu_quota_used_max_ratio", Kind::Gauge, help, duty);
        let help = "Periods in which the kernel has stopped the process for its CPU quota.";
        one("brigade_throttled_periods_total", Kind::Counter, help, pool.throttled as f64);
    }
}

fn of_requests(exposition: &mut Exposition, site: &Site) {
    const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
    let operations: Vec<_> = site.operations.iter().map(|seen| (labels(seen), seen.traffic.counts())).collect();
    let mut requests = exposition.metric(
        "brigade_operation_requests_total",
        Kind::Counter,
        "Requests by the class of their answer's status; departed if the client left before there was one.",
    );
    for (labels, counts) in &operations {
        for (class, count) in CLASSES.iter().zip(counts.answered).chain([(&"departed", counts.departed)]) {
            // A class that never occurs is no time series.
            if count > 0 || *class == "2xx" {
                let [operation, method, path] = *labels;
                requests.sample(&[operation, method, path, ("status", class)], count as f64);
            }
        }
    }
    let unserved = site.shared.unserved.load(Relaxed) as f64;
    exposition
        .metric("brigade_unserved_requests_total", Kind::Counter, "Requests that are answered 404 or 405.")
        .sample(&[], unserved);
    let mut running = exposition.metric(
        "brigade_operation_requests_running",
        Kind::Gauge,
        "Requests that have begun and have no answer yet.",
    );
    for (labels, counts) in &operations {
        running.sample(labels, counts.running as f64);
    }
    let mut durations = exposition.metric(
        "brigade_operation_request_duration_seconds",
        Kind::Histogram,
        "Time from a request's head to the head of its answer.",
    );
    for (labels, Counts { durations: times, .. }) in &operations {
        durations.histogram(labels, times);
    }
}

fn of_jobs(exposition: &mut Exposition, pool: &Snapshot, operations: &[Seen]) {
    let operations: Vec<_> = operations.iter().map(labels).zip(&pool.operations).collect();
    let mut each = |name, kind, help, value: &dyn Fn(&OperationSnapshot) -> Option<f64>| {
        let mut metric = exposition.metric(name, kind, help);
        for (labels, operation) in &operations {
            if let Some(value) = value(operation) {
                metric.sample(labels, value);
            }
        }
    };
    each(
        "brigade_operation_weight",
        Kind::Gauge,
        "Share of their time in which jobs work, as learned: 0 waits, 1 works.",
        &|operation| operation.weight,
    );
    each(
        "brigade_operation_on_pool",
        Kind::Gauge,
        "Where the next small request goes: 1 is the pool, 0 the I/O runtime.",
        &|operation| Some(f64::from(operation.lane == Lane::Pool)),
    );
    each("brigade_operation_jobs_total", Kind::Counter, "Jobs that the pool has run.", &|operation| {
        Some(operation.jobs as f64)
    });
    each("brigade_operation_cpu_seconds_total", Kind::Counter, "Time in which jobs had a core.", &|operation| {
        Some(operation.cpu.as_secs_f64())
    });
    each(
        "brigade_operation_blocked_seconds_total",
        Kind::Counter,
        "Time in which jobs held a thread and slept: waits for files, locks or other services.",
        &|operation| Some(operation.awake_or_asleep.saturating_sub(operation.cpu).as_secs_f64()),
    );
    each(
        "brigade_operation_run_queue_seconds_total",
        Kind::Counter,
        "Time in which jobs were ready and had no core.",
        &|operation| Some(operation.run_queue.as_secs_f64()),
    );
    each(
        "brigade_operation_inline_seconds_total",
        Kind::Counter,
        "Time in which requests worked on the I/O runtime, estimated from samples.",
        &|operation| Some(operation.inline.as_secs_f64()),
    );
    each(
        "brigade_operation_overdue_total",
        Kind::Counter,
        "Jobs that ran for longer than an answer may take.",
        &|operation| Some(operation.overdue as f64),
    );
    each(
        "brigade_operation_withdrawn_total",
        Kind::Counter,
        "Jobs that never ran, since their clients left while they waited.",
        &|operation| Some(operation.departed as f64),
    );
    let mut stalls = exposition.metric(
        "brigade_operation_stalls_total",
        Kind::Counter,
        "Times that requests held up a thread of the I/O runtime, by what they did.",
    );
    for (labels, operation) in &operations {
        for (cause, count) in &operation.stalls.counts {
            let ([operation, method, path], cause) = (*labels, cause.to_string());
            stalls.sample(&[operation, method, path, ("cause", &cause)], *count as f64);
        }
    }
    let mut refusals =
        exposition.metric("brigade_operation_refused_total", Kind::Counter, "Jobs that were refused, by the reason.");
    for (labels, operation) in &operations {
        for (reason, count) in &operation.refused {
            let ([operation, method, path], reason) = (*labels, reason.to_string());
            refusals.sample(&[operation, method, path, ("reason", &reason)], *count as f64);
        }
    }
    let mut waits = exposition.metric(
        "brigade_operation_queue_wait_seconds",
        Kind::Histogram,
        "Time from a job's arrival at the pool to its start.",
    );
    for (labels, operation) in &operations {
        waits.histogram(labels, &operation.queue_wait);
    }
}

/// Two functions may have the same name; method and path tell them apart.
fn labels(seen: &Seen) -> [(&'static str, &str); 3] {
    [("operation", seen.name), ("method", seen.method), ("path", &seen.path)]
}
