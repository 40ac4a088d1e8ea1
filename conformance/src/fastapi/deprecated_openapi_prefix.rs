use brigade::{App, Request, RootPath, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

#[get("/app")]
fn read_main(request: Request) -> Value {
    let root_path = request.extensions().get::<RootPath>().map(|root| &*root.0);
    json!({"message": "Hello World", "root_path": root_path})
}

pub const APPS: &[Named] = &[("test_deprecated_openapi_prefix", app)];

fn app() -> App {
    App::new("FastAPI").root_path("/api/v1").routes(routes![read_main])
}
