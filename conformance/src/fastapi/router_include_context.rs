use brigade::{
    App, HttpError, Next, Request, Response, RoutePath, Router, Text, dependency, depends, get, post, routes,
};
use docs_src::Named;
use serde_json::{Value, json};

pub const APPS: &[Named] = &[
    ("test_router_include_context/test_repeated_deep_inclusions_handle_all_concrete_paths", repeated),
    ("test_router_include_context/test_effective_route_context_is_available_in_scope_during_request", in_scope),
    ("test_router_include_context/test_router_and_include_prefix_path_params_reach_endpoint_and_openapi", prefixes),
    ("test_router_include_context/test_effective_body_fields_from_app_router_include_and_route_match_openapi", bodies),
    ("test_router_include_context/test_later_full_match_wins_over_earlier_included_partial_match", methods),
    ("test_router_include_context/test_included_partial_match_returns_405_when_no_later_full_match_exists", one_method),
    ("test_router_include_context/test_included_slash_redirect_does_not_block_later_exact_match", slashes),
    ("test_router_include_context/test_included_starlette_mount_keeps_prefix_runtime_and_url_path_for", mounted),
    ("test_router_include_context/test_included_starlette_host_keeps_prefix_runtime_and_url_path_for", hosted_in_api),
    ("test_router_include_context/test_included_starlette_host_without_prefix_keeps_original_app", hosted),
    ("test_router_include_context/test_no_prefix_include_validation_sees_effective_api_route_path", no_path),
    ("test_router_include_context/test_no_prefix_include_validation_sees_effective_starlette_route_path", child),
];

fn new() -> App {
    App::new("FastAPI")
}

fn router(prefix: &str) -> Router {
    Router::new().prefix(prefix)
}

#[get("/items")]
fn read_no_items() -> Value {
    json!([])
}

fn repeated() -> App {
    let shared = |prefix| router(prefix).routes(routes![read_no_items]);
    let parent = |prefix| router(prefix).include(shared("/a")).include(shared("/b"));
    new().include(parent("/v1")).include(parent("/v2"))
}

#[get("/items")]
fn read_route(request: Request) -> Value {
    let path = request.extensions().get::<RoutePath>();
    json!({"has_context": path.is_some(), "path": path.map(|path| &*path.0)})
}

fn in_scope() -> App {
    new().include(router("/api").routes(routes![read_route]))
}

#[get("/items/{item_id}")]
fn read_item(#[path] version: i64, #[path] tenant_id: i64, item_id: i64) -> Value {
    json!({"version": version, "tenant_id": tenant_id, "item_id": item_id})
}

fn prefixes() -> App {
    new().include(router("/api/{version}").include(router("/tenants/{tenant_id}").routes(routes![read_item])))
}

#[dependency]
fn app_body_dependency(#[body] app_body: String) -> String {
    app_body
}

#[dependency]
fn router_body_dependency(#[body] router_body: i64) -> i64 {
    router_body
}

#[dependency]
fn include_body_dependency(#[body] include_body: bool) -> bool {
    include_body
}

#[post("/items")]
fn create_whole_item(#[body] route_body: f64) -> Value {
    json!({"route_body": route_body})
}

fn bodies() -> App {
    let included = Router::new().depends(depends![router_body_dependency]).routes(routes![create_whole_item]);
    let api = router("/api").depends(depends![include_body_dependency]).include(included);
    new().depends(depends![app_body_dependency]).include(api)
}

#[post("/items")]
fn create_item() -> Value {
    json!({"method": "post"})
}

fn methods() -> App {
    one_method().include(router("/api").routes(routes![create_item]))
}

fn one_method() -> App {
    new().include(router("/api").routes(routes![read_no_items]))
}

#[get("/items/")]
fn read_items_with_slash() -> Value {
    json!({"path": "slash"})
}

#[get("/items")]
fn read_items_without_slash() -> Value {
    json!({"path": "exact"})
}

fn slashes() -> App {
    new()
        .include(router("/api").routes(routes![read_items_with_slash]))
        .include(router("/api").routes(routes![read_items_without_slash]))
}

#[get("/items/{item_id}")]
fn mounted_endpoint(#[path(alias = "item_id")] _item_id: String) -> Text<&'static str> {
    Text("mounted")
}

fn mounted() -> App {
    new().mount("/api/mounted", App::new("mounted").routes(routes![mounted_endpoint]))
}

#[get("/items/{item_id}")]
fn hosted_endpoint(#[path(alias = "item_id")] _item_id: String) -> Text<&'static str> {
    Text("hosted")
}

/// Lets requests for a subdomain of `example.com` pass.
async fn of_subdomain(request: Request, next: Next) -> Result<Response, HttpError> {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    match host.split_once('.') {
        Some((_, "example.com")) => Ok(next.run(request).await),
        _ => Err(HttpError::new(404, "Not Found")),
    }
}

fn hosted_router() -> Router {
    Router::new().middleware(of_subdomain).routes(routes![hosted_endpoint])
}

fn hosted_in_api() -> App {
    new().include(router("/api").include(hosted_router()))
}

fn hosted() -> App {
    new().include(hosted_router())
}

#[get("")]
fn read_nothing() -> Value {
    json!([])
}

fn no_path() -> App {
    new().include(router("/items").routes(routes![read_nothing]))
}

#[get("/items")]
fn endpoint() -> Text<&'static str> {
    Text("ok")
}

fn child() -> App {
    new().include(router("/child").routes(routes![endpoint]))
}
