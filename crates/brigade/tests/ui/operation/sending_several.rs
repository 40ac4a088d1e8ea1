use brigade::{Cancelled, Stream, get};

#[get("/two")]
fn two(numbers: Stream<u32>, words: brigade::Stream<String>) -> Result<(), Cancelled> {
    numbers.send(1)?;
    words.send(String::from("one"))
}

#[get("/anything")]
fn anything(out: Stream) {
    drop(out);
}

fn main() {}
