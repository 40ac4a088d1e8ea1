use brigade::{App, Router, get, routes};
use docs_src::Named;

#[get("/hello/")]
fn hello_page() -> String {
    "Hello, World!".to_owned()
}

pub const APPS: &[Named] = &[
    ("test_router_redirect_slashes/test_redirect_slashes_enabled", || app(true)),
    ("test_router_redirect_slashes/test_redirect_slashes_disabled", || app(false)),
];

fn app(redirects: bool) -> App {
    App::new("FastAPI").redirect_slashes(redirects).include(Router::new().routes(routes![hello_page]))
}
