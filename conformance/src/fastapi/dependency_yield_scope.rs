use std::{
    iter,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use brigade::{App, HttpError, Router, Stream, dependency, depends, get, routes};
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

    fn close(self) {
        self.open.store(false, Relaxed);
    }
}

/// Is a session of its own, and the one that it was made with.
type Sessions = (Session, Session);

fn close_named((named, _): Sessions) {
    named.close();
}

#[dependency(cleanup = Session::close)]
fn dep_session() -> Session {
    Session::new()
}

#[dependency(cleanup = raise)]
fn raise_after_yield() {}

fn raise((): ()) -> Result<(), HttpError> {
    Err(HttpError::new(503, "Exception after yield"))
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

/// Looks when the answer is sent.
fn later(look: impl FnOnce() -> Value + Send + 'static) -> Stream {
    Stream::from_iter(iter::once_with(move || look().to_string()))
}

fn look_at((named, session): Sessions) -> Stream {
    later(move || json!({"named_session_open": named.is_open(), "session_open": session.is_open()}))
}

#[get("/")]
fn get_index() -> Value {
    json!({"status": "ok"})
}

#[get("/function-scope")]
fn function_scope(#[depends(dep_session, scope = "function")] session: Session) -> Stream {
    later(move || json!({"is_open": session.is_open()}))
}

#[get("/request-scope")]
fn request_scope(#[depends(dep_session, scope = "request")] session: Session) -> Stream {
    later(move || json!({"is_open": session.is_open()}))
}

#[get("/two-scopes")]
fn get_stream_session(
    #[depends(dep_session, scope = "function")] function_session: Session,
    #[depends(dep_session, scope = "request")] request_session: Session,
) -> Stream {
    later(move || json!({"func_is_open": function_session.is_open(), "req_is_open": request_session.is_open()}))
}

#[get("/sub")]
fn get_sub(#[depends(get_named_session)] sessions: Sessions) -> Stream {
    look_at(sessions)
}

#[get("/named-function-scope")]
fn get_named_function_scope(#[depends(get_named_func_session, scope = "function")] sessions: Sessions) -> Stream {
    look_at(sessions)
}

#[get("/regular-function-scope")]
fn get_regular_function_scope(#[depends(get_named_regular_func_session)] sessions: Sessions) -> Stream {
    look_at(sessions)
}

#[get("/app-scope-function")]
fn get_app_scope_function() -> Value {
    json!({"status": "ok"})
}

#[get("/app-scope-request")]
fn get_app_scope_request() -> Value {
    json!({"status": "ok"})
}

pub const APPS: &[Named] = &[
    ("test_dependency_yield_scope", app),
    ("test_dependency_yield_scope/test_app_level_dep_scope_function", || {
        let raises = depends![raise_after_yield(scope = "function")];
        App::new("FastAPI").depends(raises).routes(routes![get_app_scope_function])
    }),
    ("test_dependency_yield_scope/test_app_level_dep_scope_request", || {
        let raises = depends![raise_after_yield(scope = "request")];
        App::new("FastAPI").depends(raises).routes(routes![get_app_scope_request])
    }),
];

fn app() -> App {
    let router = Router::new().routes(routes![get_index]);
    let in_function =
        router.clone().prefix("/router-scope-function").depends(depends![raise_after_yield(scope = "function")]);
    let in_request = router.prefix("/router-scope-request").depends(depends![raise_after_yield(scope = "request")]);
    App::new("FastAPI")
        .routes(routes![
            function_scope,
            request_scope,
            get_stream_session,
            get_sub,
            get_named_function_scope,
            get_regular_function_scope
        ])
        .include(in_function)
        .include(in_request)
}
