//! Writes metrics in Prometheus' text format, version 0.0.4.
//!
//! By hand, since clients of Prometheus are registries: they own the metrics that they show, and ours are read from the
//! scheduler at the moment of asking. What is left of the format is escaping and one line per sample.

use std::{fmt::Write, time::Duration};

use brigade_scheduler::Distribution;

/// The media type of the format.
pub(super) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Is what becomes of a metric's value over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It counts values by their size.
    Histogram,
}

/// Names what a sample is of.
pub(super) type Labels<'l> = [(&'static str, &'l str)];

/// Is a text that grows metric by metric.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    text: String,
}

impl Exposition {
    /// Begins a metric. Names and help are ours: letters, digits and underscores; one line.
    pub(super) fn metric(&mut self, name: &'static str, kind: Kind, help: &'static str) -> Metric<'_> {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
        Metric { exposition: self, name }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes every line");
    }
}

/// Is a metric that takes its samples.
#[derive(Debug)]
pub(super) struct Metric<'e> {
    exposition: &'e mut Exposition,
    name: &'static str,
}

impl Metric<'_> {
    /// Adds a sample; no two of a metric have the same labels.
    pub(super) fn sample(&mut self, labels: &Labels<'_>, value: f64) {
        self.write("", labels, None, value);
    }

    /// Adds the samples of a histogram.
    pub(super) fn histogram(&mut self, labels: &Labels<'_>, times: &Distribution) {
        let bounds = times.bounds.iter().map(Duration::as_secs_f64);
        let count = times.counts.iter().sum();
        self.buckets(labels, bounds.zip(times.counts.iter().copied()), count, times.sum.as_secs_f64());
    }

    /// Adds the samples of a histogram: upper ends of buckets in ascending order, with how many values are in each; how
    /// many there are in all, and their sum.
    pub(super) fn buckets(
        &mut self,
        labels: &Labels<'_>,
        buckets: impl Iterator<Item = (f64, u64)>,
        count: u64,
        sum: f64,
    ) {
        let mut below = 0;
        for (bound, in_bucket) in buckets {
            below += in_bucket;
            self.write("_bucket", labels, Some(("le", &bound.to_string())), below as f64);
        }
        self.write("_bucket", labels, Some(("le", "+Inf")), count as f64);
        self.write("_sum", labels, None, sum);
        self.write("_count", labels, None, count as f64);
    }

    fn write(&mut self, suffix: &str, labels: &Labels<'_>, last: Option<(&'static str, &str)>, value: f64) {
        let name = self.name;
        let labels: Vec<_> =
            labels.iter().copied().chain(last).map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        // Counts are whole up to 2^53, and Rust writes them so.
        self.exposition.line(format_args!("{name}{suffix}{labels} {value}"));
    }
}

/// Returns `text` for a label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_lines() {
        let mut exposition = Exposition::default();
        exposition.metric("burgers", Kind::Gauge, "Burgers on the grill.").sample(&[], 2.5);
        let mut sold = exposition.metric("burgers_sold_total", Kind::Counter, "Burgers sold.");
        sold.sample(&[("name", "the \"big\"\none"), ("where", "C:\\")], 12_345_678_901.0);
        sold.sample(&[("name", "ä"), ("where", "")], 0.000_01);
        const BOUNDS: &[Duration] = &[Duration::from_micros(50), Duration::from_secs(1)];
        let times = Distribution { bounds: BOUNDS, counts: vec![3, 0, 1], sum: Duration::from_millis(2500) };
        exposition
            .metric("grilling_seconds", Kind::Histogram, "Time on the grill.")
            .histogram(&[("name", "a")], &times);
        let expected = r#"# HELP burgers Burgers on the grill.
# TYPE burgers gauge
burgers 2.5
# HELP burgers_sold_total Burgers sold.
# TYPE burgers_sold_total counter
burgers_sold_total{name="the \"big\"\none",where="C:\\"} 12345678901
burgers_sold_total{name="ä",where=""} 0.00001
# HELP grilling_seconds Time on the grill.
# TYPE grilling_seconds histogram
grilling_seconds_bucket{name="a",le="0.00005"} 3
grilling_seconds_bucket{name="a",le="1"} 3
grilling_seconds_bucket{name="a",le="+Inf"} 4
grilling_seconds_sum{name="a"} 2.5
grilling_seconds_count{name="a"} 4
"#;
        assert_eq!(exposition.into_text(), expected);
    }
}
