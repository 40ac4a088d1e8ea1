use brigade::{ApiError, App, HttpError, get, post, routes};

/// What can go wrong at the counter.
#[derive(Debug, ApiError)]
enum CounterError {
    /// There is no burger of that number.
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
    /// Somebody was faster.
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: u32 },
    /// The cause goes to the log, never to the client.
    #[api(status = 502, detail = "The kitchen does not answer")]
    Kitchen(#[source] std::io::Error),
}

#[post("/burgers/{burger_id}/order")]
async fn order_burger(burger_id: u64, #[query(default = 1)] amount: u32) -> Result<u32, CounterError> {
    match burger_id {
        1 if amount <= 2 => Ok(amount),
        1 => Err(CounterError::SoldOut { left: 2 }),
        2 => Err(CounterError::Kitchen(std::io::Error::other("10.0.0.7 is on fire"))),
        _ => Err(CounterError::NotFound),
    }
}

#[get("/secret")]
async fn secret() -> Result<String, HttpError> {
    Err(HttpError::new(401, "Who are you?").header("www-authenticate", "Bearer"))
}

#[get("/burgers/count")]
async fn count() -> brigade::Result<i64> {
    Ok("many".parse()?)
}

pub fn app() -> App {
    App::new("Counter").routes(routes![order_burger, secret, count])
}
