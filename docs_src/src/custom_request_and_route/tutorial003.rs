use std::time::Instant;

use brigade::{App, Next, Request, Response, Router, Value, get, json, routes};
use http::HeaderValue;

/// Says how many seconds an answer took.
async fn timed_route(request: Request, next: Next) -> brigade::Result<Response> {
    let before = Instant::now();
    let mut response = next.run(request).await;
    let duration = before.elapsed().as_secs_f64();
    response.headers_mut().insert("x-response-time", HeaderValue::from_str(&duration.to_string())?);
    println!("route duration: {duration}");
    println!("route response headers: {:?}", response.headers());
    Ok(response)
}

#[get("/")]
async fn not_timed() -> Value {
    json!({"message": "Not timed"})
}

#[get("/timed")]
async fn timed() -> Value {
    json!({"message": "It's the time of my life"})
}

pub fn app() -> App {
    let router = Router::new().routes(routes![timed]).middleware(timed_route);
    App::new("FastAPI").routes(routes![not_timed]).include(router)
}
