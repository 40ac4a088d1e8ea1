use std::time::Instant;

use brigade::{App, Next, Request, Response};
use http::HeaderValue;

async fn add_process_time_header(request: Request, next: Next) -> Response {
    let start_time = Instant::now();
    let mut response = next.run(request).await;
    let process_time = start_time.elapsed().as_secs_f64().to_string();
    let process_time = HeaderValue::from_str(&process_time).expect("digits are visible ASCII");
    response.headers_mut().insert("x-process-time", process_time);
    response
}

pub fn app() -> App {
    App::new("FastAPI").middleware(add_process_time_header)
}
