use std::sync::atomic::{AtomicU32, Ordering};

use brigade::{App, Cancel, HttpError, get, post, routes};

/// Takes two threads at most, and a small share of the cores. Ends once its client has left, or after ten seconds.
#[post("/primes", deadline = "10s", max_running = 2, priority = "low")]
fn count_primes(#[query(le = 1_000_000)] below: u32, cancel: Cancel) -> Result<usize, HttpError> {
    let mut primes = 0;
    for number in 2..below {
        cancel.check()?;
        primes += usize::from((2..number).take_while(|d| d * d <= number).all(|d| number % d != 0));
    }
    Ok(primes)
}

/// Asks somebody who never answers.
#[get("/delivery-time", deadline = "50ms")]
async fn delivery_time() -> u32 {
    std::future::pending().await
}

#[derive(Default)]
struct Ledger(AtomicU32);

/// Who has ordered is served: the operation goes on if the client leaves.
#[post("/orders", status = 201, detach)]
async fn order(burgers: u32, #[state] ledger: &Ledger) -> u32 {
    ledger.0.fetch_add(burgers, Ordering::Relaxed) + burgers
}

/// Never waits for a thread, whatever the others do.
#[get("/health", run = "inline", priority = "critical")]
async fn health() -> &'static str {
    "well"
}

pub fn app() -> App {
    App::new("Deadlines").state(Ledger::default()).routes(routes![count_primes, delivery_time, order, health])
}
