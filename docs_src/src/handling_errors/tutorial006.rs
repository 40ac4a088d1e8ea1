use brigade::{App, HttpError, Invalid, Request, Value, get, json, routes};

async fn print_error(error: HttpError, _request: Request) -> HttpError {
    println!("OMG! An HTTP error!: {error}");
    error
}

async fn print_invalid(invalid: Invalid, _request: Request) -> Invalid {
    println!("OMG! The client sent invalid data!: {invalid}");
    invalid
}

#[get("/items/{item_id}")]
async fn read_item(item_id: i64) -> Result<Value, HttpError> {
    if item_id == 3 {
        return Err(HttpError::new(418, "Nope! I don't like 3."));
    }
    Ok(json!({"item_id": item_id}))
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_item]).on_error(print_error).on_invalid(print_invalid)
}
