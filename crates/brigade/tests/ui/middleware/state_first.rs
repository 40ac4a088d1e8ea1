use brigade::{Next, Request, Response, middleware};

#[middleware]
async fn pass(#[state] count: &u64, request: Request, next: Next) -> Response {
    let _ = count;
    next.run(request).await
}

fn main() {}
