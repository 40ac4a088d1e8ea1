use std::sync::atomic::{AtomicU64, Ordering};

use brigade::{App, Next, Request, Response, get, middleware, routes};

#[derive(Default)]
struct Visits(AtomicU64);

#[middleware]
async fn count(request: Request, next: Next, #[state] visits: &Visits) -> Response {
    visits.0.fetch_add(1, Ordering::Relaxed);
    next.run(request).await
}

#[get("/visits")]
async fn read_visits(#[state] visits: &Visits) -> u64 {
    visits.0.load(Ordering::Relaxed)
}

pub fn app() -> App {
    App::new("Burgers").state(Visits::default()).routes(routes![read_visits]).middleware(count {})
}
