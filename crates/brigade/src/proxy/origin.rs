//! Sends requests to the other server, over connections that are kept for a while.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Poll, ready},
    time::{Duration, Instant},
};

use http::{Method, Request, Response, StatusCode};
use http_body::Body as _;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{
    bodies::{Fault, Progress, Receiving, Turn},
    connection::{Connection, Failure, Incoming, OnSwitch, on_switch},
};
use crate::{
    body::{Body, BoxError},
    error::Error,
};

/// How long a connection without a request is kept. uvicorn closes it after five seconds: a request that is under way then
/// would be lost.
const IDLE_TIME_MAX: Duration = Duration::from_secs(4);
/// Connections that are kept without a request.
const IDLE_MAX: usize = 64;

/// Is the other server.
pub(super) struct Origin {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) connect_time_max: Duration,
    pub(super) response_time_max: Duration,
    /// Has a permit for each exchange that may be under way.
    pub(super) permits: Arc<Semaphore>,
    pub(super) idle: Arc<Idle>,
}

/// Holds the connections that wait for a request, the latest last.
#[derive(Default)]
pub(super) struct Idle(Mutex<Vec<Connection>>);

impl Idle {
    /// Returns the connection that was used last, if there is one.
    fn take(&self) -> Option<Connection> {
        let mut connections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|connection| !connection.is_closed() && connection.used.elapsed() < IDLE_TIME_MAX);
        // One whose last answer has just ended may not be ready yet.
        let position = connections.iter().rposition(Connection::is_ready)?;
        Some(connections.remove(position))
    }

    fn put(&self, mut connection: Connection) {
        connection.used = Instant::now();
        let mut connections = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if connections.len() >= IDLE_MAX {
            connections.remove(0);
        }
        connections.push(connection);
    }
}

/// Is what came of a request.
pub(super) enum Reply {
    Answer(Response<Body>),
    /// The answer is 101, and then there is no HTTP on the connection.
    Switch(Response<()>, OnSwitch, Held),
}

/// Keeps a connection open, and its place among those that may be.
pub(super) type Held = (Connection, OwnedSemaphorePermit);

impl Origin {
    /// Sends `request`, and returns the answer once its head is there.
    ///
    /// What a kept connection has not taken is sent on another. What it has taken, and then closed without a word, is sent
    /// again if that makes no difference to the server: RFC 9110, section 9.2.2.
    ///
    /// # Errors
    ///
    /// 502 if the server cannot be reached or says what is no HTTP, 503 if as many requests as may be are under way, 504 if
    /// it does not answer in time; 400 and 408 for a client's body that breaks off or stalls.
    pub(super) async fn send(&self, mut request: Request<Body>, progress: &Arc<Progress>) -> Result<Reply, Error> {
        let permit = timeout(self.connect_time_max, self.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| busy())?.expect("nothing closes the semaphore");
        let mut may_be_kept = true;
        let (mut response, connection) = loop {
            let kept = if may_be_kept { self.idle.take() } else { None };
            let is_kept = kept.is_some();
            // On a new connection nothing has been lost, and there is no second try.
            let again = if is_kept { copy(&request) } else { None };
            let mut connection = match kept {
                Some(connection) => connection,
                None => self.open().await?,
            };
            match self.answer(&mut connection, request, progress).await? {
                Ok(response) => break (response, connection),
                Err(Failure::Unsent(unsent, _)) if is_kept => request = *unsent,
                Err(Failure::Unanswered { error, by_server }) => {
                    request = again.filter(|_| by_server).ok_or_else(|| failed(progress, error))?;
                }
                Err(Failure::Unsent(_, error)) => return Err(failed(progress, error)),
            }
            // If one was closed meanwhile, so were probably all.
            may_be_kept = false;
        };
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let on_switch = on_switch(&mut response);
            return Ok(Reply::Switch(response.map(drop), on_switch, (connection, permit)));
        }
        let (idle, progress) = (self.idle.clone(), progress.clone());
        let keep = move || {
            // If the server answered before it had everything, what follows on this connection is the rest.
            if progress.is_whole() {
                idle.put(connection);
            }
            drop(permit);
        };
        Ok(Reply::Answer(response.map(|body| {
            if body.is_end_stream() {
                keep();
                return Body::empty();
            }
            Body::new(Receiving::new(body, keep))
        })))
    }

    async fn open(&self) -> Result<Connection, Error> {
        match timeout(self.connect_time_max, Connection::open(&self.host, self.port)).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => {
                Err(unreachable_server(format!("cannot connect to {}:{}: {error}", self.host, self.port)))
            }
            Err(_) => Err(too_late(format!("{}:{} accepts no connection", self.host, self.port))),
        }
    }

    /// Waits for the answer while it is the client's turn, and for [`response_time_max`](Self::response_time_max) while it is
    /// the server's.
    async fn answer(
        &self,
        connection: &mut Connection,
        request: Request<Body>,
        progress: &Progress,
    ) -> Result<Result<Response<Incoming>, Failure>, Error> {
        let mut answer = pin!(connection.send(request));
        let mut timer = pin!(tokio::time::sleep(self.response_time_max));
        poll_fn(|context| {
            if let Poll::Ready(answer) = answer.as_mut().poll(context) {
                return Poll::Ready(Ok(answer));
            }
            loop {
                ready!(timer.as_mut().poll(context));
                let now = tokio::time::Instant::now();
                let due = match progress.turn() {
                    Turn::Client => now + self.response_time_max,
                    Turn::Server(since) => since + self.response_time_max,
                };
                if due <= now {
                    return Poll::Ready(Err(too_late(format!("{}:{} does not answer", self.host, self.port))));
                }
                timer.as_mut().reset(due);
            }
        })
        .await
    }
}

/// Returns a copy of `request` if it can be sent a second time: for a body that is on its way it is too late.
fn copy(request: &Request<Body>) -> Option<Request<Body>> {
    let is_idempotent = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    );
    (is_idempotent && request.body().is_end_stream()).then(|| {
        let mut copy = Request::new(Body::empty());
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.headers_mut() = request.headers().clone();
        copy
    })
}

fn failed(progress: &Progress, error: impl Into<BoxError>) -> Error {
    match progress.fault() {
        Some(Fault::Slow) => Error::text(StatusCode::REQUEST_TIMEOUT, "Request body too slow"),
        Some(Fault::Broken) => Error::text(StatusCode::BAD_REQUEST, "There was an error parsing the body"),
        None => unreachable_server(error),
    }
}

pub(super) fn unreachable_server(cause: impl Into<BoxError>) -> Error {
    Error::reason(StatusCode::BAD_GATEWAY).because(cause)
}

fn too_late(cause: String) -> Error {
    Error::reason(StatusCode::GATEWAY_TIMEOUT).because(cause)
}

fn busy() -> Error {
    Error::reason(StatusCode::SERVICE_UNAVAILABLE).because("as many requests as may be are with the other server")
}
