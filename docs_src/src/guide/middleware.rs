use brigade::{App, HttpError, Next, Request, Response, Router, get, routes};
use http::HeaderValue;

#[get("/menu")]
async fn read_menu() -> Vec<&'static str> {
    vec!["Royal", "Veggie"]
}

#[get("/stock")]
async fn read_stock() -> u32 {
    70
}

/// Lets nobody keep an answer.
async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    response
}

/// Lets in who says the word.
async fn staff_only(request: Request, next: Next) -> Result<Response, HttpError> {
    if request.headers().get("x-word").is_none_or(|word| word != "please") {
        return Err(HttpError::new(403, "Staff only"));
    }
    Ok(next.run(request).await)
}

pub fn app() -> App {
    let kitchen = Router::new().prefix("/kitchen").routes(routes![read_stock]).middleware(staff_only);
    App::new("Burgers").routes(routes![read_menu]).include(kitchen).middleware(no_store)
}
