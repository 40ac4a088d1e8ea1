use brigade::{Outcome, dependency};

struct Connection;

#[dependency(cleanup = without_value)]
async fn first() -> Connection {
    Connection
}

async fn without_value() {}

#[dependency(cleanup = of_another_type)]
async fn second() -> Connection {
    Connection
}

async fn of_another_type(_: String) {}

#[dependency(cleanup = by_reference)]
async fn third() -> Connection {
    Connection
}

async fn by_reference(_: &Connection) {}

#[dependency(cleanup = with_too_much)]
async fn fourth() -> Connection {
    Connection
}

fn with_too_much(_: Connection, _: Outcome, _: u8) {}

#[dependency(cleanup = giving_something)]
async fn fifth() -> Connection {
    Connection
}

async fn giving_something(_: Connection) -> u8 {
    1
}

#[dependency(cleanup = missing)]
async fn sixth() -> Connection {
    Connection
}

fn main() {
    let _ = (first {}, second {}, third {}, fourth {}, fifth {}, sixth {});
}
