use brigade::{App, Result, Router, WebSocket, dependency, routes, websocket};
use docs_src::Named;

async fn say(websocket: WebSocket, texts: &[&str]) -> Result<()> {
    let socket = websocket.accept().await?;
    for &text in texts {
        socket.send_text(text).await?;
    }
    Ok(())
}

#[websocket("/")]
async fn index(websocket: WebSocket) -> Result<()> {
    say(websocket, &["Hello, world!"]).await
}

#[websocket("/router")]
async fn routerindex(websocket: WebSocket) -> Result<()> {
    say(websocket, &["Hello, router!"]).await
}

#[websocket("/")]
async fn routerprefixindex(websocket: WebSocket) -> Result<()> {
    say(websocket, &["Hello, router with prefix!"]).await
}

#[websocket("/router2")]
async fn routerindex2(websocket: WebSocket) -> Result<()> {
    say(websocket, &["Hello, router!"]).await
}

#[websocket("/router/{pathparam:path}")]
async fn routerindexparams(websocket: WebSocket, pathparam: String, queryparam: String) -> Result<()> {
    say(websocket, &[&pathparam, &queryparam]).await
}

#[dependency]
async fn ws_dependency() -> String {
    "Socket Dependency".to_owned()
}

#[websocket("/router-ws-depends/")]
async fn router_ws_decorator_depends(websocket: WebSocket, #[depends(ws_dependency)] data: String) -> Result<()> {
    say(websocket, &[&data]).await
}

#[websocket("/")]
async fn router_native_prefix_ws(websocket: WebSocket) -> Result<()> {
    say(websocket, &["Hello, router with native prefix!"]).await
}

#[dependency]
async fn ws_dependency_validate(#[header] x_missing: String) -> String {
    x_missing
}

#[websocket("/depends-validate/")]
async fn router_ws_depends_validate(
    _websocket: WebSocket,
    #[depends(ws_dependency_validate)] _data: String,
) -> Result<()> {
    Ok(())
}

pub const APPS: &[Named] = &[
    ("test_ws_router", app),
    ("test_ws_router+overrides", || app().override_dependency(ws_dependency, || "Override".to_owned())),
    ("test_ws_router/make_app", app),
];

fn app() -> App {
    let router = Router::new().routes(routes![
        routerindex,
        routerindex2,
        routerindexparams,
        router_ws_decorator_depends,
        router_ws_depends_validate,
    ]);
    App::new("FastAPI")
        .routes(routes![index])
        .include(router)
        .include(Router::new().prefix("/prefix").routes(routes![routerprefixindex]))
        .include(Router::new().prefix("/native").routes(routes![router_native_prefix_ws]))
}
