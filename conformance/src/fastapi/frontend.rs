//! The directories are those that the tests make where the server is started.

use brigade::{
    App, BackgroundTasks, Cookie, Error, Fallback, Frontend, HttpError, Next, Request, Response, ResponseParts, Result,
    Router, StatusCode, Text, WebSocket, dependency, depends, get, post, routes, websocket,
};
use docs_src::Named;
use serde_json::{Value, json};

#[dependency]
fn require_cookie(#[cookie] session: Option<String>) -> Result<(), HttpError> {
    if session.as_deref() == Some("ok") { Ok(()) } else { Err(HttpError::new(401, ())) }
}

#[dependency]
fn refuse() -> Result<(), HttpError> {
    Err(HttpError::new(401, ()))
}

#[dependency]
fn require_token(#[expect(unused_variables, reason = "it has to be there")] token: String) {}

#[dependency]
fn nothing() {}

#[dependency]
fn add_headers(parts: ResponseParts, tasks: BackgroundTasks) {
    parts.header("X-Frontend-Dependency", "applied");
    parts.cookie(Cookie::new("frontend", "dependency"));
    tasks.add_work(|| println!("background"));
}

#[get("/api")]
fn read_api() -> Value {
    json!({"source": "api"})
}

#[get("/api")]
fn read_ok() -> Value {
    json!({"ok": true})
}

#[get("/api/")]
fn read_api_slash() -> Value {
    json!({"source": "api"})
}

#[get("/api/users")]
fn read_users() -> Value {
    json!({"source": "api"})
}

#[get("/api/users")]
fn read_missing_users() -> Result<Value, HttpError> {
    Err(HttpError::new(404, "api missing"))
}

#[get("/low")]
async fn low() -> Text<&'static str> {
    Text("low")
}

#[get("/low/{item_id}")]
async fn low_item(item_id: String) -> Text<String> {
    Text(item_id)
}

#[get("/admin")]
async fn low_admin() -> Text<&'static str> {
    Text("low")
}

#[post("/{rest:path}")]
async fn partial(rest: String) -> String {
    rest
}

async fn answer_partial(_: Error, _: Request) -> (StatusCode, Text<&'static str>) {
    (StatusCode::METHOD_NOT_ALLOWED, Text("partial"))
}

#[websocket("/ws")]
async fn websocket_endpoint(socket: WebSocket) -> Result<()> {
    let socket = socket.accept().await?;
    socket.send_text("websocket").await?;
    Ok(())
}

async fn record(request: Request, next: Next) -> Response {
    next.run(request).await
}

fn dist() -> Frontend {
    Frontend::new("dist")
}

fn serving(frontend: Frontend) -> App {
    App::new("FastAPI").frontend("/", frontend)
}

fn auto() -> App {
    serving(dist())
}

fn index() -> App {
    serving(dist().fallback(Fallback::Index))
}

fn low_routes() -> App {
    App::new("FastAPI").routes(routes![low, low_item])
}

fn included_low_routes() -> App {
    App::new("FastAPI").include(Router::new().prefix("/prefix").routes(routes![low, low_item]))
}

fn admin_router(prefix: &str) -> Router {
    Router::new().prefix(prefix).frontend("/", Frontend::new("admin").fallback(Fallback::Index))
}

pub const APPS: &[Named] = &[
    ("test_frontend/test_auto_fallback_prefers_404_over_index", auto),
    ("test_frontend/test_auto_fallback_returns_normal_404_without_fallback_files", auto),
    ("test_frontend/test_auto_fallback_uses_index_when_404_is_missing", auto),
    ("test_frontend/test_basic_file_serving", auto),
    ("test_frontend/test_directory_index_and_redirect", auto),
    ("test_frontend/test_head_requests_work", auto),
    ("test_frontend/test_path_traversal_cannot_escape_directory", auto),
    ("test_frontend/test_symlink_outside_directory_is_not_served", auto),
    ("test_frontend/test_unsupported_method_to_directory_without_index_returns_404", auto),
    ("test_frontend/test_unsupported_methods_return_405", auto),
    ("test_frontend/test_unsupported_methods_to_fallback_only_routes_return_404_for_fallback_modes", auto),
    ("test_frontend/test_unsupported_methods_to_frontend_root_and_directory_index_return_405", auto),
    ("test_frontend/test_head_fallback_request_works", index),
    ("test_frontend/test_index_fallback_for_navigation_request", index),
    ("test_frontend/test_index_fallback_ignores_invalid_q_value", index),
    ("test_frontend/test_index_fallback_ignores_q_zero_accept", index),
    ("test_frontend/test_index_fallback_parses_accept_parameters", index),
    ("test_frontend/test_index_fallback_requires_explicit_html_acceptance", index),
    ("test_frontend/test_index_fallback_respects_explicit_html_rejection_with_wildcard", index),
    ("test_frontend/test_index_fallback_respects_explicit_xhtml_rejection_with_wildcard", index),
    ("test_frontend/test_unsupported_methods_to_fallback_only_routes_ignore_accept", index),
    ("test_frontend/test_unsupported_methods_to_fallback_only_routes_return_404", index),
    ("test_frontend/test_low_priority_api_route_handles_with_context", low_routes),
    ("test_frontend/test_low_priority_routes_can_store_non_frontend_routes", low_routes),
    ("test_frontend/test_included_low_priority_api_route_handles_with_context", included_low_routes),
    ("test_frontend/test_included_low_priority_routes_cache_is_reused", included_low_routes),
    ("test_frontend/test_included_low_priority_routes_can_store_non_frontend_routes", included_low_routes),
    ("test_frontend/test_404_fallback_handles_missing_assets", || serving(dist().fallback(Fallback::NotFoundPage))),
    ("test_frontend/test_no_fallback_returns_normal_404", || serving(dist().fallback(Fallback::None))),
    ("test_frontend/test_check_dir_false_allows_missing_directory_and_fails_on_request", || {
        serving(Frontend::new("missing").checked(false))
    }),
    ("test_frontend/test_explicit_fallback_files_fail_clearly_when_missing:2", || {
        serving(dist().fallback(Fallback::NotFoundPage).checked(false))
    }),
    ("test_frontend/test_api_route_404_is_not_replaced_by_frontend_fallback", || {
        index().routes(routes![read_missing_users])
    }),
    ("test_frontend/test_existing_api_route_wins_over_frontend", || auto().routes(routes![read_users])),
    ("test_frontend/test_normal_route_partial_match_wins_before_frontend", || auto().routes(routes![read_api])),
    ("test_frontend/test_normal_route_slash_redirect_wins_before_frontend_redirect", || {
        serving(Frontend::new("site")).routes(routes![read_api_slash])
    }),
    ("test_frontend/test_normal_route_partial_match_returns_before_frontend", || {
        auto().routes(routes![partial]).on_status(405, answer_partial)
    }),
    ("test_frontend/test_non_frontend_low_priority_route_keeps_order_before_frontend", || {
        auto().routes(routes![low_admin])
    }),
    ("test_frontend/test_frontend_routes_are_not_in_openapi", || index().routes(routes![read_ok])),
    ("test_frontend/test_websocket_route_wins_over_frontend", || auto().routes(routes![websocket_endpoint])),
    ("test_frontend/test_apirouter_frontend_dependencies_protect_prefixed_frontend", || {
        let frontend = dist().fallback(Fallback::Index);
        let router = Router::new().prefix("/app").depends(depends![require_cookie]).frontend("/", frontend);
        App::new("FastAPI").include(router)
    }),
    ("test_frontend/test_apirouter_frontend_unsupported_method_to_fallback_only_route_returns_404", || {
        let router = Router::new().prefix("/admin").frontend("/", dist().fallback(Fallback::Index));
        App::new("FastAPI").include(router)
    }),
    ("test_frontend/test_apirouter_frontend_uses_include_prefix", || {
        App::new("FastAPI").include(admin_router("/admin"))
    }),
    ("test_frontend/test_apirouter_frontend_with_router_prefix_and_frontend_subpath", || {
        let router = Router::new().prefix("/internal").frontend("/ui", dist());
        App::new("FastAPI").include(Router::new().prefix("/prefix").include(router))
    }),
    ("test_frontend/test_nested_apirouter_frontend_uses_all_include_prefixes", || {
        App::new("FastAPI").include(Router::new().prefix("/parent").include(admin_router("/child")))
    }),
    ("test_frontend/test_app_frontend_dependencies_protect_root_asset_and_fallback", || {
        index().depends(depends![require_cookie])
    }),
    ("test_frontend/test_app_middleware_still_runs_for_frontend_dependencies", || {
        auto().depends(depends![nothing]).middleware(record)
    }),
    ("test_frontend/test_frontend_dependencies_do_not_run_when_api_route_wins", || {
        let router = Router::new().depends(depends![refuse]).frontend("/", dist());
        App::new("FastAPI").routes(routes![read_api]).include(router)
    }),
    ("test_frontend/test_frontend_dependency_overrides_apply", || {
        auto().depends(depends![refuse]).override_dependency(refuse, || ())
    }),
    ("test_frontend/test_frontend_dependency_response_headers_and_background_tasks", || {
        auto().depends(depends![add_headers])
    }),
    ("test_frontend/test_frontend_dependency_validation_errors_return_422", || auto().depends(depends![require_token])),
    ("test_frontend/test_frontend_exact_prefix_path_serves_index", || App::new("FastAPI").frontend("/", dist())),
    ("test_frontend/test_frontend_path_matching_uses_segment_boundaries", || {
        App::new("FastAPI").frontend("/app", dist().fallback(Fallback::Index))
    }),
    ("test_frontend/test_frontend_respects_root_path", || App::new("FastAPI").frontend("/app", dist())),
    ("test_frontend/test_path_validation_and_trailing_slash_normalization", || {
        App::new("FastAPI").frontend("/app/", dist())
    }),
    ("test_frontend/test_global_priority_across_included_routers", || {
        let site = Router::new().frontend("/", Frontend::new("site").fallback(Fallback::Index));
        App::new("FastAPI").include(site).include(Router::new().routes(routes![read_users]))
    }),
    ("test_frontend/test_include_router_frontend_dependencies_apply_in_nested_order", || {
        let child = Router::new().prefix("/child").depends(depends![nothing]).frontend("/ui", dist());
        let parent = Router::new().prefix("/parent").depends(depends![nothing]).include(child);
        App::new("FastAPI").depends(depends![nothing]).include(parent)
    }),
    ("test_frontend/test_included_frontend_does_not_block_url_path_for", || {
        let frontend = Router::new().prefix("/app").frontend("/", dist());
        App::new("FastAPI").include(frontend).include(Router::new().routes(routes![read_ok]))
    }),
    ("test_frontend/test_multiple_frontends_use_longest_matching_prefix", || {
        let site = Frontend::new("site").fallback(Fallback::Index);
        App::new("FastAPI").frontend("/", site).frontend("/admin", Frontend::new("admin").fallback(Fallback::Index))
    }),
    ("test_frontend/test_unsupported_method_uses_longest_matching_frontend_prefix", || {
        let site = Frontend::new("site");
        App::new("FastAPI").frontend("/", site).frontend("/admin", Frontend::new("admin").fallback(Fallback::Index))
    }),
    ("test_frontend/test_only_selected_frontend_mount_dependencies_run", || {
        let site = Router::new().depends(depends![refuse]).frontend("/", Frontend::new("site"));
        let admin = Router::new().prefix("/admin").depends(depends![nothing]).frontend("/", Frontend::new("admin"));
        App::new("FastAPI").include(site).include(admin)
    }),
];
