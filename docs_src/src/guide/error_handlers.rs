use brigade::{ApiError, App, Error, Invalid, Request, StatusCode, Text, get, routes};

/// What can go wrong at the counter.
#[derive(Debug, ApiError)]
enum CounterError {
    #[api(status = 409, code = "sold_out", detail = "Only {left} left")]
    SoldOut { left: u32 },
    #[api(status = 404, detail = "Burger not found")]
    NotFound,
}

#[get("/burgers/{burger_id}")]
async fn read_burger(burger_id: u32) -> Result<&'static str, CounterError> {
    match burger_id {
        1 => Ok("Royal"),
        2 => Err(CounterError::SoldOut { left: 0 }),
        _ => Err(CounterError::NotFound),
    }
}

#[get("/menu")]
async fn read_menu() -> brigade::Result<String> {
    Ok(std::fs::read_to_string("/the/menu/is/lost")?)
}

/// Answers one kind of error, and leaves the others as they are.
async fn answer_counter(error: CounterError, request: Request) -> Result<(StatusCode, Text<String>), CounterError> {
    match error {
        CounterError::SoldOut { left: 0 } => {
            Ok((StatusCode::GONE, Text(format!("{} is sold out", request.uri().path()))))
        }
        other => Err(other),
    }
}

/// Tells people where to complain; the log has the same id.
fn answer_failure(error: Error, _request: Request) -> (StatusCode, Text<String>) {
    (error.status(), Text(format!("Please tell us this: {}", error.request_id().unwrap_or("nothing"))))
}

/// Answers 400 for 422, with the usual body.
fn answer_invalid(invalid: Invalid, _request: Request) -> (StatusCode, Invalid) {
    (StatusCode::BAD_REQUEST, invalid)
}

pub fn app() -> App {
    App::new("Counter")
        .routes(routes![read_burger, read_menu])
        .on_error(answer_counter)
        .on_status(500, answer_failure)
        .on_invalid(answer_invalid)
}
