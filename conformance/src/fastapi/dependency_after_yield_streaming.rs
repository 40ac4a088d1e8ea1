use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use brigade::{App, Error, Stream, dependency, get, routes};
use docs_src::Named;
use serde_json::{Value, json};

/// Gives its data while it is open.
#[derive(Clone)]
struct Session {
    open: Arc<AtomicBool>,
}

impl Session {
    fn new(open: bool) -> Self {
        Self { open: Arc::new(open.into()) }
    }

    fn data(self) -> impl Iterator<Item = Result<&'static str, Error>> {
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

#[get("/data")]
fn get_data(#[depends(dep_session)] session: Session) -> Result<Value, Error> {
    Ok(json!(session.data().collect::<Result<Vec<_>, _>>()?))
}

#[get("/stream-simple", depends = [dep_session])]
fn get_stream_simple() -> Stream {
    Stream::from_iter(["x", "y", "z"])
}

#[get("/stream-session")]
fn get_stream_session(#[depends(dep_session)] session: Session) -> Stream {
    Stream::from_iter(session.data())
}

#[get("/broken-session-data")]
fn get_broken_session_data(#[depends(broken_dep_session)] session: Session) -> Result<Value, Error> {
    Ok(json!(session.data().collect::<Result<Vec<_>, _>>()?))
}

#[get("/broken-session-stream")]
fn get_broken_session_stream(#[depends(broken_dep_session)] session: Session) -> Stream {
    Stream::from_iter(session.data())
}

pub const APPS: &[Named] = &[("test_dependency_after_yield_streaming", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![
        get_data,
        get_stream_simple,
        get_stream_session,
        get_broken_session_data,
        get_broken_session_stream,
    ])
}
