use brigade::{App, Server, Value, get, json, routes};
use docs_src::Named;

#[get("/")]
fn read_root() -> Value {
    json!({"ok": true})
}

pub const APPS: &[Named] = &[
    ("test_openapi_cache_root_path/test_root_path_does_not_persist_across_requests", app),
    ("test_openapi_cache_root_path/test_multiple_different_root_paths_do_not_accumulate", app),
    ("test_openapi_cache_root_path/test_legitimate_root_path_still_appears", app),
    ("test_openapi_cache_root_path/test_configured_servers_not_mutated", app_with_server),
];

fn app() -> App {
    App::new("FastAPI").routes(routes![read_root])
}

fn app_with_server() -> App {
    app().server(Server::new("https://prod.example.com"))
}
