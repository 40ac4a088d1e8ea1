use brigade::{Stream, get};

#[get("/counts")]
fn counts(out: Stream<u32>) -> usize {
    out.send(1).map_or(0, |()| 1)
}

fn main() {}
