use brigade::{Cancelled, Stream, get};

#[get("/waits")]
async fn waits(out: Stream<u32>) -> Result<(), Cancelled> {
    out.send(1)
}

#[get("/inline", run = "inline", detach)]
fn inline(out: Stream<u32>) -> Result<(), Cancelled> {
    out.send(1)
}

fn main() {}
