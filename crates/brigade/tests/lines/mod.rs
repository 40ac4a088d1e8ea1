//! Keeps what is logged, an event a line, for the tests of the log.

use std::{
    fmt::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Keeps the events of some targets.
#[derive(Clone)]
pub(crate) struct Lines {
    target: &'static str,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Lines {
    /// Keeps the events whose target begins with `target`.
    pub(crate) fn of(target: &'static str) -> Self {
        Self { target, lines: Arc::default() }
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(self.target)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{} {}", event.metadata().level(), event.metadata().target());
        event.record(&mut Line(&mut line));
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Line<'l>(&'l mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string takes any text");
    }

    /// How long it took is not what is tested.
    fn record_f64(&mut self, field: &Field, value: f64) {
        let plausible = if (0.0..60_000.0).contains(&value) { "yes" } else { "no" };
        write!(self.0, " {field}:{plausible}").expect("a string takes any text");
    }
}
