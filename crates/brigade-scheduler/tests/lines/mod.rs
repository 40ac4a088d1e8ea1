//! Hands what is logged to a test.

use std::fmt;

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Is an event: what it says, and of which operation.
pub(crate) struct Line {
    pub(crate) level: Level,
    pub(crate) operation: String,
    pub(crate) message: String,
}

/// Gives `hear` each event of this process from now on.
pub(crate) fn listen(hear: fn(Line)) {
    tracing::subscriber::set_global_default(Log(hear)).expect("this is the only log");
}

struct Log(fn(Line));

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line { level: *event.metadata().level(), operation: String::new(), message: String::new() };
        event.record(&mut line);
        (self.0)(line);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "operation" {
            self.operation = value.to_owned();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}
