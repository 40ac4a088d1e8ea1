use brigade::{App, Model, post, routes};
use serde::{Deserialize, Serialize};

/// The `kind` says which it is.
#[derive(Serialize, Deserialize, Model)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payment {
    Cash {
        #[field(gt = 0)]
        cents: u32,
    },
    Card(Card),
}

#[derive(Serialize, Deserialize, Model)]
struct Card {
    #[field(min_length = 12, max_length = 19)]
    number: String,
}

/// Nothing says which it is: the variant that fits best is taken.
#[derive(Serialize, Deserialize, Model)]
#[serde(untagged)]
enum Seat {
    Number(u32),
    Name(String),
}

#[post("/payments")]
async fn pay(payment: Payment) -> Payment {
    payment
}

#[post("/seats")]
async fn reserve(seats: Vec<Seat>) -> Vec<Seat> {
    seats
}

pub fn app() -> App {
    App::new("Counter").routes(routes![pay, reserve])
}
