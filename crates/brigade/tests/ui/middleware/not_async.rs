use brigade::{Next, Request, Response, middleware};

#[middleware]
fn pass(request: Request, next: Next) -> Response {
    let _ = (request, next);
    Response::default()
}

fn main() {}
