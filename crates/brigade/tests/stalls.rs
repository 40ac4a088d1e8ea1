//! Checks that the log names an operation that holds up an I/O thread.
//!
//! Apart from the other tests of the log: the line comes from a thread of the scheduler's, so one log is everybody's.

mod lines;

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use brigade::{App, get, routes, testing::TestClient};

use self::lines::Lines;

static LOG: LazyLock<Lines> = LazyLock::new(|| Lines::of("brigade_scheduler::watchdog"));

/// Computes until the log has heard of it.
#[get("/photos", run = "inline")]
async fn photos() -> String {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Some(line) = LOG.heard().into_iter().find(|line| line.contains("\"photos\"")) {
            return line;
        }
    }
    "no warning".to_owned()
}

#[test]
fn the_log_names_an_operation_that_holds_up_a_thread() {
    tracing::subscriber::set_global_default(LOG.clone()).unwrap();
    let client = TestClient::new(App::new("Stalls").routes(routes![photos]));
    let answer: String = client.get("/photos").send().json();
    assert!(answer.starts_with("WARN "), "{answer}");
    assert!(answer.contains("it computes. Make the operation a plain `fn`, or say `run = \"pool\"`"), "{answer}");
}
