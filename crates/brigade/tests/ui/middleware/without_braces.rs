use brigade::{App, Next, Request, Response, middleware};

#[middleware]
async fn count(request: Request, next: Next, #[state] count: &u64) -> Response {
    let _ = count;
    next.run(request).await
}

fn main() {
    let _ = App::new("Counter").middleware(count);
}
