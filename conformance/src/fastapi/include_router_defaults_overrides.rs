use brigade::{
    App, DocumentedResponse, Next, Request, Response, ResponseParts, Router, Value, dependency, depends, get, routes,
    webhooks,
};
use docs_src::Named;
use http::{HeaderValue, header::CONTENT_TYPE};

/// Makes what a level adds to its operations: a media type for JSON that has none of its own, a header, a callback.
macro_rules! level {
    ($level:literal: $media_type:ident $dependency:ident $callback:ident $argument:ident) => {
        async fn $media_type(request: Request, next: Next) -> Response {
            let mut response = next.run(request).await;
            let answers = response.status().is_success();
            if let Some(media_type) = response.headers_mut().get_mut(CONTENT_TYPE)
                && answers
                && media_type == "application/json"
            {
                *media_type = HeaderValue::from_static(concat!("application/x-level-", $level));
            }
            response
        }

        #[dependency]
        async fn $dependency(parts: ResponseParts) {
            parts.header(concat!("x-level", $level), "True");
        }

        #[get("/")]
        async fn $callback($argument: String) -> Value;
    };
}

level!("0": json0 dep0 callback0 level0);
level!("1": json1 dep1 callback1 level1);
level!("2": json2 dep2 callback2 level2);
level!("3": json3 dep3 callback3 level3);
level!("4": json4 dep4 callback4 level4);
level!("5": json5 dep5 callback5 level5);

#[get(
    "/override1",
    tags = ["path1a", "path1b"],
    response(401, description = "Client error level 1"),
    response(501, description = "Server error level 1"),
    deprecated,
    depends = [dep1],
    callbacks = [callback1],
    middleware = json1
)]
async fn path1_override(level1: String) -> Value {
    level1.into()
}

#[get("/default1")]
async fn path1_default(level1: String) -> Value {
    level1.into()
}

#[get(
    "/override3",
    tags = ["path3a", "path3b"],
    response(403, description = "Client error level 3"),
    response(503, description = "Server error level 3"),
    deprecated,
    depends = [dep3],
    callbacks = [callback3],
    middleware = json3
)]
async fn path3_override_router2_override(level3: String) -> Value {
    level3.into()
}

#[get("/default3")]
async fn path3_default_router2_override(level3: String) -> Value {
    level3.into()
}

#[get(
    "/override3",
    tags = ["path3a", "path3b"],
    response(403, description = "Client error level 3"),
    response(503, description = "Server error level 3"),
    deprecated,
    depends = [dep3],
    callbacks = [callback3],
    middleware = json3
)]
async fn path3_override_router2_default(level3: String) -> Value {
    level3.into()
}

#[get("/default3")]
async fn path3_default_router2_default(level3: String) -> Value {
    level3.into()
}

#[get(
    "/override5",
    tags = ["path5a", "path5b"],
    response(405, description = "Client error level 5"),
    response(505, description = "Server error level 5"),
    deprecated,
    depends = [dep5],
    callbacks = [callback5],
    middleware = json5
)]
async fn path5_override_router4_override(level5: String) -> Value {
    level5.into()
}

#[get("/default5")]
async fn path5_default_router4_override(level5: String) -> Value {
    level5.into()
}

#[get(
    "/override5",
    tags = ["path5a", "path5b"],
    response(405, description = "Client error level 5"),
    response(505, description = "Server error level 5"),
    deprecated,
    depends = [dep5],
    callbacks = [callback5],
    middleware = json5
)]
async fn path5_override_router4_default(level5: String) -> Value {
    level5.into()
}

#[get("/default5")]
async fn path5_default_router4_default(level5: String) -> Value {
    level5.into()
}

fn errors(client: &'static str, server: &'static str, descriptions: [&'static str; 2]) -> [DocumentedResponse; 2] {
    let [of_client, of_server] = descriptions;
    [DocumentedResponse::new(client).description(of_client), DocumentedResponse::new(server).description(of_server)]
}

fn level1() -> Router {
    Router::new()
        .prefix("/level1")
        .tags(["level1a", "level1b"])
        .depends(depends![dep1])
        .responses(errors("401", "501", ["Client error level 1", "Server error level 1"]))
        .callbacks(webhooks![callback1])
        .middleware(json1)
}

fn level2() -> Router {
    Router::new()
        .prefix("/level2")
        .tags(["level2a", "level2b"])
        .depends(depends![dep2])
        .responses(errors("402", "502", ["Client error level 2", "Server error level 2"]))
        .callbacks(webhooks![callback2])
        .middleware(json2)
        .deprecated()
}

fn level3() -> Router {
    Router::new()
        .prefix("/level3")
        .tags(["level3a", "level3b"])
        .depends(depends![dep3])
        .responses(errors("403", "503", ["Client error level 3", "Server error level 3"]))
        .callbacks(webhooks![callback3])
        .middleware(json3)
}

fn level4() -> Router {
    Router::new()
        .prefix("/level4")
        .tags(["level4a", "level4b"])
        .depends(depends![dep4])
        .responses(errors("404", "504", ["Client error level 4", "Server error level 4"]))
        .callbacks(webhooks![callback4])
        .middleware(json4)
        .deprecated()
}

fn router4_override() -> Router {
    level4().routes(routes![path5_override_router4_override, path5_default_router4_override])
}

fn router4_default() -> Router {
    Router::new().routes(routes![path5_override_router4_default, path5_default_router4_default])
}

/// Adds the routers of the fourth level, with and without one of the third around them.
fn with_router4(router: Router) -> Router {
    router
        .include(level3().include(router4_override()))
        .include(level3().include(router4_default()))
        .include(router4_override())
        .include(router4_default())
}

fn router2_override() -> Router {
    with_router4(level2().routes(routes![path3_override_router2_override, path3_default_router2_override]))
}

fn router2_default() -> Router {
    with_router4(Router::new().routes(routes![path3_override_router2_default, path3_default_router2_default]))
}

pub const APPS: &[Named] = &[("test_include_router_defaults_overrides", app)];

fn app() -> App {
    let level0 = Router::new()
        .depends(depends![dep0])
        .responses(errors("400", "500", ["Client error level 0", "Server error level 0"]))
        .callbacks(webhooks![callback0])
        .middleware(json0)
        .routes(routes![path1_override, path1_default])
        .include(level1().include(router2_override()))
        .include(level1().include(router2_default()))
        .include(router2_override())
        .include(router2_default());
    App::new("FastAPI").include(level0)
}
