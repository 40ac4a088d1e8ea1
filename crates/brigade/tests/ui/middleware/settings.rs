use brigade::{Next, Request, Response, middleware};

#[middleware("/items")]
async fn pass(request: Request, next: Next) -> Response {
    next.run(request).await
}

fn main() {}
