//! Checks that the log names an operation that holds up an I/O thread.
//!
//! Apart from the other tests of the log: the line comes from a thread of the scheduler's, so one log is everybody's.
#![expect(clippy::unwrap_used, reason = "operations of tests are tests, too")]

use std::{
    fmt::{self, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

use brigade::{App, get, routes, testing::TestClient};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// The warnings, one after the other.
static WARNINGS: Mutex<String> = Mutex::new(String::new());

struct Log;

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut WARNINGS.lock().unwrap()));
    }

    fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}
    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}
    fn enter(&self, _span: &span::Id) {}
    fn exit(&self, _span: &span::Id) {}
}

struct Fields<'l>(&'l mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

/// Computes until the log has heard of it.
#[get("/photos", run = "inline")]
async fn photos() -> String {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        let warnings = WARNINGS.lock().unwrap().clone();
        if warnings.contains("\"photos\"") {
            return warnings;
        }
    }
    "no warning".to_owned()
}

#[test]
fn the_log_names_an_operation_that_holds_up_a_thread() {
    tracing::subscriber::set_global_default(Log).unwrap();
    let client = TestClient::new(App::new("Stalls").routes(routes![photos]));
    let answer: String = client.get("/photos").send().json();
    assert!(answer.contains("it computes. Make the operation a plain `fn`, or say `run = \"pool\"`"), "{answer}");
}
