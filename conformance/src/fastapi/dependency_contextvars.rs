use brigade::{App, Next, Request, Response, dependency, get, routes};
use docs_src::Named;
use http::HeaderValue;

#[derive(Clone)]
struct RequestState {
    user: &'static str,
}

#[dependency]
async fn set_up_request_state_dependency() -> RequestState {
    RequestState { user: "deadpond" }
}

async fn custom_middleware(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("custom", HeaderValue::from_static("foo"));
    response
}

#[get("/user")]
fn get_user(#[depends(set_up_request_state_dependency)] state: RequestState) -> String {
    state.user.to_owned()
}

pub const APPS: &[Named] = &[("test_dependency_contextvars", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_user]).middleware(custom_middleware)
}
