use brigade::{Next, Request, Response, middleware};

#[middleware]
async fn pass(request: Request, next: Next, token: String) -> Response {
    let _ = token;
    next.run(request).await
}

fn main() {}
