use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use brigade::{App, Error, Result, WebSocket, dependency, routes, websocket};
use docs_src::Named;

/// Gives its data while it is open.
#[derive(Clone)]
struct Session {
    open: Arc<AtomicBool>,
}

impl Session {
    fn new(open: bool) -> Self {
        Self { open: Arc::new(open.into()) }
    }

    fn data(self) -> impl Iterator<Item = Result<&'static str>> {
        let item = move |item| match self.open.load(Relaxed) {
            true => Ok(item),
            false => Err(Error::internal("Session closed")),
        };
        ["foo", "bar", "baz"].into_iter().map(item)
    }
}

fn close(session: Session) {
    session.open.store(false, Relaxed);
}

#[dependency(cleanup = close)]
fn dep_session() -> Session {
    Session::new(true)
}

#[dependency(cleanup = close)]
fn broken_dep_session() -> Session {
    Session::new(false)
}

async fn send(socket: WebSocket, session: Session) -> Result<()> {
    let socket = socket.accept().await?;
    for item in session.data() {
        socket.send_text(item?).await?;
    }
    Ok(())
}

#[websocket("/ws")]
async fn websocket_endpoint(socket: WebSocket, #[depends(dep_session)] session: Session) -> Result<()> {
    send(socket, session).await
}

#[websocket("/ws-broken")]
async fn websocket_endpoint_broken(socket: WebSocket, #[depends(broken_dep_session)] session: Session) -> Result<()> {
    send(socket, session).await
}

pub const APPS: &[Named] = &[("test_dependency_after_yield_websockets", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![websocket_endpoint, websocket_endpoint_broken])
}
