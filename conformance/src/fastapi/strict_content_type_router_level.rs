use brigade::{App, Object, Router, post, routes};
use docs_src::Named;

#[post("/items/")]
async fn post_item(data: Object) -> Object {
    data
}

pub const APPS: &[Named] = &[("test_strict_content_type_router_level", app)];

fn items(prefix: &str) -> Router {
    Router::new().prefix(prefix).routes(routes![post_item])
}

fn app() -> App {
    App::new("FastAPI")
        .include(items("/lax").strict_content_type(false))
        .include(items("/strict").strict_content_type(true))
        .include(items("/default"))
}
