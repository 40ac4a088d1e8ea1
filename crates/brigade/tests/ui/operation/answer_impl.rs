use brigade::{HttpError, get};

#[get("/")]
async fn read() -> Result<impl Clone, HttpError> {
    Ok(1)
}

fn main() {}
