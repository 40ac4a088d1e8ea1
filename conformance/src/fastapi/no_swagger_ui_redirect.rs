use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/items/")]
async fn read_items() -> Value {
    json!({"id": "foo"})
}

pub const APPS: &[Named] = &[("test_no_swagger_ui_redirect", app)];

fn app() -> App {
    App::new("FastAPI").oauth2_redirect_url(None::<&str>).routes(routes![read_items])
}
