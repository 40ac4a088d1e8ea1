use brigade::{App, Result, Router, WebSocket, dependency, depends, routes, websocket};
use docs_src::Named;

type Names = Vec<&'static str>;

#[dependency]
fn dependency_list() -> Names {
    Names::new()
}

#[dependency]
fn named(#[given] name: &'static str, #[depends(dependency_list)] names: &mut Names) {
    names.push(name);
}

async fn send(websocket: WebSocket, names: &Names) -> Result<()> {
    let socket = websocket.accept().await?;
    Ok(socket.send_json(names).await?)
}

#[websocket("/", depends = [named("index")])]
async fn index(websocket: WebSocket, #[depends(dependency_list)] names: &Names) -> Result<()> {
    send(websocket, names).await
}

#[websocket("/router", depends = [named("routerindex")])]
async fn routerindex(websocket: WebSocket, #[depends(dependency_list)] names: &Names) -> Result<()> {
    send(websocket, names).await
}

#[websocket("/", depends = [named("routerprefixindex")])]
async fn routerprefixindex(websocket: WebSocket, #[depends(dependency_list)] names: &Names) -> Result<()> {
    send(websocket, names).await
}

pub const APPS: &[Named] = &[("test_ws_dependencies", app)];

fn app() -> App {
    let router = Router::new().depends(depends![named("router2"), named("router")]).routes(routes![routerindex]);
    let prefix_router = Router::new()
        .prefix("/prefix")
        .depends(depends![named("prefix_router2"), named("prefix_router")])
        .routes(routes![routerprefixindex]);
    App::new("FastAPI").depends(depends![named("app")]).routes(routes![index]).include(router).include(prefix_router)
}
