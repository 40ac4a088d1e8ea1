use std::{thread::sleep, time::Duration};

use brigade::{App, HttpError, get, routes};

/// Works: it needs a core for itself.
#[get("/primes")]
fn count_primes(#[query(default = 10_000, le = 1_000_000)] below: u32) -> usize {
    (2..below).filter(|number| (2..*number).take_while(|d| d * d <= *number).all(|d| number % d != 0)).count()
}

/// Waits, and holds a thread meanwhile: for a file, a lock or a library that knows no `async`.
#[get("/recipes/{name}")]
fn read_recipe(name: String) -> String {
    sleep(Duration::from_millis(20));
    format!("{name}, salt, pepper")
}

/// Does nearly nothing.
#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u32) -> Result<&'static str, HttpError> {
    if burger_id == 1 { Ok("Royal") } else { Err(HttpError::new(404, "No such burger")) }
}

/// Waits where nobody may: it was told to run beside the connections, and holds them up.
#[get("/gossip", run = "inline")]
fn read_gossip() -> &'static str {
    sleep(Duration::from_millis(30));
    "the cook eats elsewhere"
}

/// Nobody asks for it.
#[get("/salad")]
async fn read_salad() -> &'static str {
    "green"
}

pub fn app() -> App {
    let operations = routes![count_primes, read_recipe, read_burger, read_gossip, read_salad];
    App::new("Kitchen").metrics_url("/metrics").routes(operations)
}
