use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use brigade::{App, Result, WebSocket, dependency, routes, websocket};
use docs_src::Named;
use serde_json::{Value, json};

#[derive(Clone)]
struct Session {
    open: Arc<AtomicBool>,
}

impl Session {
    fn new() -> Self {
        Self { open: Arc::new(true.into()) }
    }

    fn is_open(&self) -> bool {
        self.open.load(Relaxed)
    }

    async fn close(self) {
        self.open.store(false, Relaxed);
    }
}

/// Is a session of its own, and the one that it was made with.
type Sessions = (Session, Session);

async fn close_named((named, _): Sessions) {
    named.close().await;
}

#[dependency(cleanup = Session::close)]
async fn dep_session() -> Session {
    Session::new()
}

#[dependency(cleanup = close_named)]
fn get_named_session(#[depends(dep_session, scope = "request")] session: Session) -> Sessions {
    (Session::new(), session)
}

#[dependency(cleanup = close_named)]
fn get_named_func_session(#[depends(dep_session, scope = "function")] session: Session) -> Sessions {
    (Session::new(), session)
}

#[dependency]
fn get_named_regular_func_session(#[depends(dep_session, scope = "function")] session: Session) -> Sessions {
    (Session::new(), session)
}

async fn send(socket: WebSocket, data: Value) -> Result<()> {
    socket.accept().await?.send_json(&data).await?;
    Ok(())
}

async fn send_sessions(socket: WebSocket, (named, session): Sessions) -> Result<()> {
    send(socket, json!({"named_session_open": named.is_open(), "session_open": session.is_open()})).await
}

#[websocket("/function-scope")]
async fn function_scope(socket: WebSocket, #[depends(dep_session, scope = "function")] session: Session) -> Result<()> {
    send(socket, json!({"is_open": session.is_open()})).await
}

#[websocket("/request-scope")]
async fn request_scope(socket: WebSocket, #[depends(dep_session, scope = "request")] session: Session) -> Result<()> {
    send(socket, json!({"is_open": session.is_open()})).await
}

#[websocket("/two-scopes")]
async fn get_stream_session(
    socket: WebSocket,
    #[depends(dep_session, scope = "function")] function_session: Session,
    #[depends(dep_session, scope = "request")] request_session: Session,
) -> Result<()> {
    send(socket, json!({"func_is_open": function_session.is_open(), "req_is_open": request_session.is_open()})).await
}

#[websocket("/sub")]
async fn get_sub(socket: WebSocket, #[depends(get_named_session)] sessions: Sessions) -> Result<()> {
    send_sessions(socket, sessions).await
}

#[websocket("/named-function-scope")]
async fn get_named_function_scope(
    socket: WebSocket,
    #[depends(get_named_func_session, scope = "function")] sessions: Sessions,
) -> Result<()> {
    send_sessions(socket, sessions).await
}

#[websocket("/regular-function-scope")]
async fn get_regular_function_scope(
    socket: WebSocket,
    #[depends(get_named_regular_func_session)] sessions: Sessions,
) -> Result<()> {
    send_sessions(socket, sessions).await
}

pub const APPS: &[Named] = &[("test_dependency_yield_scope_websockets", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        function_scope,
        request_scope,
        get_stream_session,
        get_sub,
        get_named_function_scope,
        get_regular_function_scope
    ])
}
