use brigade::{App, get, post, routes};

/// Waits for others most of the time: once that is known, it runs on the I/O runtime, beside the connections.
#[get("/greeting")]
async fn greeting() -> &'static str {
    "hello"
}

/// Works: it runs on a thread of the pool.
#[post("/primes")]
fn count_primes(#[query(le = 1_000_000)] below: u32) -> usize {
    (2..below).filter(|number| (2..*number).take_while(|d| d * d <= *number).all(|d| number % d != 0)).count()
}

/// Awaits and works: the attribute sends it to the pool.
#[post("/letters", run = "pool")]
async fn count_letters(text: String) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).count()
}

/// Does so little that another thread would cost more.
#[get("/answer", run = "inline")]
fn answer() -> u32 {
    42
}

pub fn app() -> App {
    App::new("Placement").routes(routes![greeting, count_primes, count_letters, answer])
}
