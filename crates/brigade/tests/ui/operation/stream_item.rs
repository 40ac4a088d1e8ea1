use brigade::{Event, EventStream, JsonLines, get};

struct Burger;

#[get("/lines")]
fn lines() -> JsonLines<u8> {
    JsonLines::from_iter(["one"])
}

#[get("/events")]
fn events() -> EventStream {
    EventStream::from_iter([Event::new(Burger)])
}

fn main() {}
