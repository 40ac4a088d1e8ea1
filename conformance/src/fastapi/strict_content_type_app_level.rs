use brigade::{App, Object, post, routes};
use docs_src::Named;

#[post("/items/")]
async fn post_item(data: Object) -> Object {
    data
}

pub const APPS: &[Named] = &[
    ("test_strict_content_type_app_level:app_default", app),
    ("test_strict_content_type_app_level:app_lax", || app().strict_content_type(false)),
];

fn app() -> App {
    App::new("FastAPI").routes(routes![post_item])
}
