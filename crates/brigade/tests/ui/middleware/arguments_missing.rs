use brigade::{Request, Response, middleware};

#[middleware]
async fn pass(request: Request) -> Response {
    let _ = request;
    Response::default()
}

fn main() {}
