use brigade::{App, Object, Router, post, routes};
use docs_src::Named;

#[post("/items/")]
async fn post_item(data: Object) -> Object {
    data
}

pub const APPS: &[Named] = &[
    ("test_strict_content_type_nested:app_nested", app_nested),
    ("test_strict_content_type_nested:app_mixed", app_mixed),
];

fn items(prefix: &str) -> Router {
    Router::new().prefix(prefix).routes(routes![post_item])
}

fn app_nested() -> App {
    let outer =
        Router::new().prefix("/outer").include(items("/strict").strict_content_type(true)).include(items("/default"));
    App::new("FastAPI").strict_content_type(false).include(outer)
}

fn app_mixed() -> App {
    let inner = items("/inner").strict_content_type(true);
    App::new("FastAPI").include(items("/outer").strict_content_type(false).include(inner))
}
