use brigade::{App, get, routes, security::HttpBearer};
use docs_src::Named;
use serde_json::{Value, json};

static BEARER: HttpBearer = HttpBearer::new();

#[get("/", depends = [security(BEARER)])]
async fn get_root() -> Value {
    json!({"message": "Hello, World!"})
}

pub const APPS: &[Named] = &[("test_top_level_security_scheme_in_openapi", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_root])
}
