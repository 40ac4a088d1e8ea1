use brigade::{App, BodyStream, Result, post, routes};

/// Adds up all bytes of a body, however long it is.
#[post("/checksum")]
async fn checksum(#[body(media_type = "application/x-tar")] mut body: BodyStream) -> Result<u64> {
    let mut sum = 0;
    while let Some(piece) = body.next().await? {
        sum += piece.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    }
    Ok(sum)
}

pub fn app() -> App {
    App::new("Checksums").routes(routes![checksum])
}
