use brigade::{App, Body, HttpError, Next, Request, Response, Router, UploadFile, post, routes};
use docs_src::Named;
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};

const CONTENT_BYTES_MAX: usize = 256;

async fn limit_content_size(request: Request, next: Next) -> Response {
    let exceeded = json!({"name": "ContentSizeLimitExceeded", "code": 999, "message": "File limit exceeded"});
    let limited = request
        .map(|body| Body::new(Limited::new(body, CONTENT_BYTES_MAX).map_err(move |_| HttpError::new(422, &exceeded))));
    next.run(limited).await
}

#[post("/middleware")]
fn run_middleware(#[file(description = "Big File")] file: UploadFile) -> Value {
    _ = file;
    json!({"message": "OK"})
}

pub const APPS: &[Named] = &[("test_custom_middleware_exception", app)];

fn app() -> App {
    let router = Router::new().routes(routes![run_middleware]);
    App::new("FastAPI").include(router).middleware(limit_content_size)
}
